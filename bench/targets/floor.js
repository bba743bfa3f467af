import { createNodeTarget } from './node-program.js'

/** The fastest correct proxy that we know how to write on node:http and undici. */
export const floor = createNodeTarget({
  name: 'floor',
  label: 'floor (node:http + undici, nothing else)',
  program: 'floor.js',
  packages: ['undici'],
})
