import { createNodeTarget } from './node-program.js'

/** The library with a store in memory, mounted on node:http. */
export const ccloadMemory = createNodeTarget({
  name: 'ccload-memory',
  label: 'ccload library (memory store)',
  program: 'ccload-memory.js',
})
