import type { RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import { serveNode } from '../../test/testing/hosts.js'
import type { Exchange, ExchangeHandler } from '../domain/message.js'
import { createNodeHandler } from './node.js'

/** A proxy whose only route is `/v1/messages`. */
function proxyOf(handle: (exchange: Exchange) => Promise<void>): ExchangeHandler {
  return { handles: (_, target) => target.startsWith('/v1/messages'), handle }
}

const answering = proxyOf(async (exchange) => {
  exchange.writeHead(200, ['content-type', 'text/plain'])
  exchange.write(Buffer.from(`${exchange.method} ${exchange.target}`))
  exchange.end()
})

const failing = proxyOf(async () => {
  throw new Error('a fault of its own')
})

const breaking = proxyOf(async (exchange) => {
  exchange.writeHead(200, ['content-length', '10'])
  exchange.write(Buffer.from('begun'))
  throw new Error('a fault of its own')
})

async function get(listener: RequestListener, path: string) {
  const { url, close } = await serveNode(listener)
  try {
    const response = await fetch(`${url}${path}`)
    return { status: response.status, text: await response.text() }
  } finally {
    await close()
  }
}

describe('on its own', () => {
  it('answers what is the proxy’s, and nothing else', async () => {
    const handler = createNodeHandler(answering)
    expect(await get(handler, '/v1/messages?beta=true')).toEqual({
      status: 200,
      text: 'GET /v1/messages?beta=true',
    })
    expect(await get(handler, '/elsewhere')).toEqual({ status: 404, text: '' })
  })

  it('answers a fault with 500, and breaks off what has begun', async () => {
    expect(await get(createNodeHandler(failing), '/v1/messages')).toEqual({ status: 500, text: '' })
    await expect(get(createNodeHandler(breaking), '/v1/messages')).rejects.toThrow()
  })
})

describe('as middleware', () => {
  /** A host that says what it was given to do. */
  function hostOf(proxy: ExchangeHandler, change: (request: object) => void = () => {}) {
    const handler = createNodeHandler(proxy)
    const listener: RequestListener = (request, response) => {
      change(request)
      handler(request, response, (error) => {
        response.end(error instanceof Error ? `error: ${error.message}` : 'the host')
      })
    }
    return listener
  }

  it('leaves to the host what is its own, faults included', async () => {
    expect((await get(hostOf(answering), '/elsewhere')).text).toBe('the host')
    expect((await get(hostOf(failing), '/v1/messages')).text).toBe('error: a fault of its own')
    await expect(get(hostOf(breaking), '/v1/messages')).rejects.toThrow()
  })

  it('takes the rest of a path where the host has cut off what it is mounted at', async () => {
    const below = hostOf(answering, (request) =>
      Object.assign(request, { url: '/v1/messages', originalUrl: '/llm/v1/messages' }),
    )
    expect((await get(below, '/llm/v1/messages')).text).toBe('GET /v1/messages')
  })

  it('takes the whole path where the host is mounted within it', async () => {
    const within = hostOf(answering, (request) =>
      Object.assign(request, { url: '/messages', originalUrl: '/v1/messages' }),
    )
    expect((await get(within, '/v1/messages')).text).toBe('GET /v1/messages')
    const other = hostOf(answering, (request) =>
      Object.assign(request, { url: '/', originalUrl: '/elsewhere' }),
    )
    expect((await get(other, '/elsewhere')).text).toBe('the host')
  })
})
