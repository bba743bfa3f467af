import { createNodeTarget } from './node-program.js'

/** The usual way in Hono: its proxy helper over `fetch`. Reads no body and swaps the key only. */
export const hono = createNodeTarget({
  name: 'hono',
  label: 'Hono proxy (fetch)',
  program: 'hono.js',
  packages: ['hono', '@hono/node-server'],
})
