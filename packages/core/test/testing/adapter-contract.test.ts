import { createExpressMiddleware } from '@ccload/adapter-express'
import express from 'express'
import { describe, it } from 'vitest'
import { adapterContract, type MountAdapter } from '../../src/testing.js'
import { serveNode } from './hosts.js'
import { MOUNTS } from './mounts.js'

describe.each(Object.entries(MOUNTS))('the %s adapter', (name, mount) => {
  adapterContract(it, mount, { rawHeaders: name !== 'fetch' })
})

describe('the Express adapter below a path', () => {
  const mount: MountAdapter = async (proxy) => {
    const app = express().use('/below/it', createExpressMiddleware(proxy))
    const { url, close } = await serveNode(app)
    return { url: `${url}/below/it`, close }
  }
  adapterContract(it, mount)
})
