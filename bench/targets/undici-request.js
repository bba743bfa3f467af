import { createNodeTarget } from './node-program.js'

/** What most people would write: `undici.request`, `JSON.parse` for the model, `pipe`. */
export const undiciRequest = createNodeTarget({
  name: 'undici-request',
  label: 'undici.request + JSON.parse',
  program: 'undici-request.js',
  packages: ['undici'],
})
