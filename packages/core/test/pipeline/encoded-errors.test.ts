import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { fixed } from '../../src/testing.js'
import { message, startGateway } from './gateway.js'

const CODINGS = [
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
] as const

const gone = JSON.stringify({
  type: 'error',
  error: {
    type: 'not_found_error',
    message: 'this thread is gone',
    details: { error_code: 'thread_not_found' },
  },
})

it.each(CODINGS)(
  'reads what an error in %s says, and hands it on as it is',
  async (coding, encode) => {
    const gateway = await startGateway({ channels: [{ priority: 1 }, {}] })
    const body = encode(gone)
    gateway.upstream(0).next(fixed(404, body, ['Content-Encoding', coding]))
    const reply = await gateway.post(message(), ['Accept-Encoding', coding])
    expect([reply.status, reply.header('content-encoding')]).toEqual([404, coding])
    expect(reply.body).toEqual(body)
    expect(gateway.upstream(1).requests).toHaveLength(0)
    expect(gateway.proxy.cooldowns.list()).toEqual([])
    await gateway.proxy.close()
    expect(await gateway.store.logs.list({ limit: 1 })).toMatchObject([
      { message: 'not_found_error: this thread is gone' },
    ])
  },
)

it.each([
  ['that is not what it says', Buffer.from(gone), 'gzip'],
  ['in a coding that nobody knows', Buffer.from(gone), 'x-odd'],
  ['that inflates without end', gzipSync(Buffer.alloc(64 * 1024 * 1024)), 'gzip'],
])('does not stumble over an error %s', async (_, body, coding) => {
  const gateway = await startGateway({ channels: [{ priority: 1 }, {}] })
  gateway.upstream(0).next(fixed(500, body, ['Content-Encoding', coding]))
  const reply = await gateway.post(message())
  expect([reply.status, reply.body.toString()]).toEqual([200, expect.stringContaining('channel-2')])
})
