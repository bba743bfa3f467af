import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { Streamed } from '../src/http/reply.js'
import { sendPieces } from '../src/http/send-pieces.js'

/** A server that sends these pieces, and what became of the sending. */
async function setUp(pieces: Streamed['pieces'], stallMs = 60_000) {
  const sent: Promise<void>[] = []
  const app = express().get('/', (_request, response) => {
    const reply = { ok: true, status: 200, type: 'text/plain', pieces, stallMs } as const
    sent.push(
      sendPieces(response, reply).catch((error: unknown) => void response.emit('fault', error)),
    )
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => server.closeAllConnections())
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const get = async (method = 'GET') => {
    const call = request({ port, host: '127.0.0.1', method })
    call.on('error', () => {})
    const [response] = (await once(call.end(), 'response')) as [IncomingMessage]
    return response
  }
  return { get, sent }
}

it('sends piece by piece, in order', async () => {
  const { get, sent } = await setUp(async function* () {
    yield 'a'
    yield 'b'
  })
  const response = await get()
  expect((await response.toArray()).join('')).toBe('ab')
  expect(response.headers['cache-control']).toBe('no-store')
  await Promise.all(sent)
})

it('shows the head before there is anything to send', async () => {
  const { get } = await setUp(async function* (signal) {
    await once(signal, 'abort')
    yield 'never'
  })
  const response = await get()
  expect(response.statusCode).toBe(200)
  response.destroy()
})

it('asks for no more than the client reads, and for nothing once it is gone', async () => {
  let made = 0
  let isOver = false
  const { get, sent } = await setUp(async function* () {
    try {
      for (; made < 10_000; made++) yield 'x'.repeat(64 * 1024)
    } finally {
      isOver = true
    }
  })
  const response = await get()
  response.pause()
  // All buffers on the way are full once the number stands still.
  let before = -1
  await vi.waitFor(
    () => {
      const stands = made === before
      before = made
      expect(stands).toBe(true)
    },
    { interval: 200 },
  )
  expect(made).toBeLessThan(500)
  response.destroy()
  await Promise.all(sent)
  expect(isOver).toBe(true)
})

it('tells the pieces when the client is gone', async () => {
  let wasTold = false
  const { get, sent } = await setUp(async function* (signal) {
    yield 'a'
    await once(signal, 'abort')
    wasTold = true
  })
  const response = await get()
  await once(response, 'data')
  response.destroy()
  await vi.waitFor(() => expect(wasTold).toBe(true))
  await Promise.all(sent)
})

it('breaks the answer off when the pieces fail', async () => {
  const { get } = await setUp(async function* () {
    yield 'a'
    throw new Error('the database is gone')
  })
  const response = await get()
  await expect(response.toArray()).rejects.toMatchObject({ code: 'ECONNRESET' })
})

it('lets a client go that takes nothing', async () => {
  const { get, sent } = await setUp(async function* () {
    while (true) yield 'x'.repeat(64 * 1024)
  }, 100)
  const response = await get()
  response.pause()
  await Promise.all(sent)
})

it('makes no pieces for who asks for the head alone', async () => {
  const pieces = vi.fn()
  const { get } = await setUp(pieces)
  const response = await get('HEAD')
  expect((await response.toArray()).join('')).toBe('')
  expect(pieces).not.toHaveBeenCalled()
})
