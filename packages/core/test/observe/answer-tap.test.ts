import { describe, expect, it } from 'vitest'
import { createAnswerTap } from '../../src/observe/answer-tap.js'

const sse = 'data: {"id":"a","usage":{"output_tokens":1}}\n\n'
const json = '{"id":"b","usage":{"output_tokens":2}}'

function read(text: string, contentType: string, contentEncoding = '') {
  const tap = createAnswerTap({ contentType, contentEncoding })
  tap.push(Buffer.from(text))
  tap.end()
  return tap
}

describe('createAnswerTap', () => {
  it.each([
    ['text/event-stream', sse, 1],
    ['Text/Event-Stream; charset=utf-8', sse, 1],
    ['', sse, 1],
    ['text/plain', sse, 1],
    ['application/json', json, 2],
    ['application/json; charset=utf-8', json, 2],
    ['application/problem+JSON', json, 2],
  ])('reads an answer of type %j', (contentType, text, outputTokens) => {
    expect(read(text, contentType).usage?.outputTokens).toBe(outputTokens)
  })

  it.each(['', 'identity', ' Identity '])('has nothing to wait for with coding %j', (coding) => {
    const tap = read(json, 'application/json', coding)
    expect(tap.settled).toBeNull()
    expect(tap.complete).toBe(true)
  })

  it('learns nothing from HTML', () => {
    const tap = read('<html>\n\n<body>', 'text/html')
    expect(tap.usage).toBeNull()
    expect(tap.complete).toBe(false)
  })
})
