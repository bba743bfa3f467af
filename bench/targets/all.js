import { createCcload } from './ccload.js'
import { ccloadMemory } from './ccload-memory.js'
import { claudeCodeRouter } from './claude-code-router.js'
import { direct } from './direct.js'
import { express } from './express.js'
import { fastify } from './fastify.js'
import { floor } from './floor.js'
import { hono } from './hono.js'
import { createNginx } from './nginx.js'
import { portkey } from './portkey.js'
import { undiciRequest } from './undici-request.js'

/**
 * Everything that a run measures, in the order of the tables.
 *
 * @type {readonly import('./target.js').Target[]}
 */
export const targets = [
  direct,
  createNginx(),
  floor,
  createCcload(),
  ccloadMemory,
  undiciRequest,
  fastify,
  express,
  hono,
  portkey,
  claudeCodeRouter,
]
