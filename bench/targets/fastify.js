import { createNodeTarget } from './node-program.js'

/** The usual way in Fastify: reply-from over undici. Reads no body and swaps the key only. */
export const fastify = createNodeTarget({
  name: 'fastify',
  label: 'Fastify + reply-from',
  program: 'fastify.js',
  packages: ['fastify', '@fastify/reply-from'],
})
