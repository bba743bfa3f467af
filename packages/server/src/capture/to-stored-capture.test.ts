import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import type { CapturedAttempt } from '@ccload/core'
import { describe, expect, it } from 'vitest'
import { findSecrets } from '../../test/support/canary.js'
import { createScrubber } from '../security/scrubber.js'
import { MARGIN_BYTES, toStoredCapture } from './to-stored-capture.js'

const KEY = 'canary-key-0042aa/+='
const PASSWORD = 'canary password +8d1f/'

const body = (bytes: Uint8Array, totalBytes = bytes.length) => ({ bytes, totalBytes })

function capture(fields: Partial<CapturedAttempt>): CapturedAttempt {
  return {
    requestId: 'req_1',
    attempt: 1,
    time: 1_000,
    durationMs: 5,
    channelId: 1,
    tokenId: null,
    tokenName: null,
    request: { method: 'POST', url: 'http://u/v1', headers: [], body: body(Buffer.of()) },
    answer: null,
    ending: 'network',
    ...fields,
  }
}

const answerOf = (bytes: Buffer, headers: string[] = [], totalBytes = bytes.length) =>
  capture({ answer: { status: 200, headers, body: body(bytes, totalBytes) }, ending: 'relayed' })

const scrubber = createScrubber()
scrubber.protect([KEY, PASSWORD])

const store = (captured: CapturedAttempt, maxBytes = 10_000) =>
  toStoredCapture(captured, maxBytes, scrubber.scrub)

/** A secret in texts as they really come. */
function plants(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const packed = ['', 'x', 'xy'].map((before) => Buffer.from(`${before}${secret}`))
  return [
    secret,
    encodeURIComponent(secret),
    bytes.toString('hex'),
    ...packed.map((each) => each.toString('base64')),
  ]
}

it('keeps what happened, and no answer where none came', async () => {
  const { method, url } = capture({}).request
  expect(await store(capture({}))).toEqual({
    ...capture({}),
    status: null,
    request: { method, url, headers: [], body: { text: '', totalBytes: 0, isCut: false } },
  })
})

it('masks secrets in all of their spellings, wherever they stand', async () => {
  const secrets = [KEY, PASSWORD]
  const telltale = secrets.flatMap(plants).join(' ')
  const captured = capture({
    request: {
      method: 'POST',
      url: `http://u/v1?key=${encodeURIComponent(KEY)}`,
      headers: ['X-Note', telltale],
      body: body(Buffer.from(JSON.stringify({ telltale }))),
    },
    answer: {
      status: 401,
      headers: ['Location', `http://u/?k=${KEY}`],
      body: body(Buffer.from(telltale)),
    },
  })
  const text = JSON.stringify(await store(captured))
  expect(findSecrets(text, secrets)).toEqual([])
  expect(text).toContain('telltale')
})

it('leaves out headers that hold credentials, and masks what may be one', async () => {
  const headers = [
    ['Authorization', 'Bearer something-of-a-client'],
    ['X-API-Key', 'unknown'],
    ['Cookie', 'a=b'],
    ['Set-Cookie', 'a=b'],
    ['CF-Access-Client-Secret', 'also unknown'],
    ['anthropic-ratelimit-tokens-remaining', '1999'],
    ['anthropic-version', '2023-06-01'],
  ].flat()
  const stored = await store(answerOf(Buffer.from('{}'), headers))
  expect(stored.answer?.headers).toEqual([
    ['CF-Access-Client-Secret', '****'],
    ['anthropic-ratelimit-tokens-remaining', '1999'],
    ['anthropic-version', '2023-06-01'],
  ])
})

describe.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
])('of %s', (encoding, compress) => {
  const headers = ['Content-Encoding', encoding.toUpperCase()]

  it('keeps the text, with its secrets masked', async () => {
    const encoded = compress(Buffer.from(`{"text":"hé","key":"${KEY}"}`))
    const stored = await store(answerOf(encoded, headers))
    const text = '{"text":"hé","key":"****"}'
    expect(stored.answer?.body.text).toBe(text)
    expect(stored.answer?.body).toMatchObject({ totalBytes: encoded.length, isCut: false })
  })

  it('keeps of what breaks off as much as can be read', async () => {
    const text = Array.from({ length: 5_000 }, (_, at) => `line ${at} ${(at * 7919) % 1013}`).join()
    const encoded = compress(Buffer.from(text))
    const part = encoded.subarray(0, Math.floor(encoded.length * 0.9))
    const stored = await store(answerOf(part, headers, encoded.length), 1_000_000)
    const kept = stored.answer?.body.text ?? ''
    expect(text.startsWith(kept)).toBe(true)
    expect(kept.length).toBeGreaterThan(10_000)
    expect(stored.answer?.body.isCut).toBe(true)
  })

  it('does not unpack more than is kept', async () => {
    const encoded = compress(Buffer.alloc(50_000_000, 'a'))
    const stored = await store(answerOf(encoded, headers), 2_000)
    expect(stored.answer?.body).toMatchObject({ text: 'a'.repeat(2_000), isCut: true })
  })

  it('has no text of what is damaged', async () => {
    const stored = await store(answerOf(Buffer.from('no such thing'), headers))
    expect(stored.answer?.body).toEqual({ text: null, totalBytes: 13, isCut: false })
  })
})

it('has no text of a coding that it does not know', async () => {
  const stored = await store(answerOf(Buffer.from('??'), ['content-encoding', 'gzip, br']))
  expect(stored.answer?.body).toEqual({ text: null, totalBytes: 2, isCut: false })
})

it.each(Array.from({ length: KEY.length }, (_, at) => at + 1))(
  'keeps no beginning of a secret whose first %i characters are all that was captured',
  async (length) => {
    const text = `${'x '.repeat(4_000)}${KEY.slice(0, length)}`
    const stored = await store(answerOf(Buffer.from(text), [], 100_000), 6_000)
    expect(stored.answer?.body.isCut).toBe(true)
    expect(stored.answer?.body.text).toMatch(/^(x )+x? ?$/)
  },
)

it('keeps as much as is wanted, and says that more was there', async () => {
  const text = 'y'.repeat(1_000 + MARGIN_BYTES)
  const cut = await store(answerOf(Buffer.from(text), [], 100_000), 1_000)
  expect(cut.answer?.body).toEqual({ text: text.slice(0, 1_000), totalBytes: 100_000, isCut: true })
  const whole = await store(answerOf(Buffer.from('y'.repeat(1_000))), 1_000)
  expect(whole.answer?.body).toMatchObject({ totalBytes: 1_000, isCut: false })
  const long = await store(answerOf(Buffer.from('y'.repeat(1_001))), 1_000)
  expect(long.answer?.body).toMatchObject({ text: 'y'.repeat(1_000), isCut: true })
})
