import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createJsonTap } from '../../src/observe/json-tap.js'
import { cutAt, learnt } from './streams.js'

function read(...chunks: readonly (Uint8Array | string)[]) {
  const tap = createJsonTap()
  for (const chunk of chunks) tap.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  tap.end()
  const { contentEvents: _, ...facts } = learnt(tap)
  return facts
}

const usage = (inputTokens: number, outputTokens: number, cacheReadTokens = 0) => ({
  inputTokens,
  outputTokens,
  cacheReadTokens,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
})

const nothing = { usage: null, complete: false, errorType: null, messageId: null }

const message = {
  model: 'claude-opus-4-6',
  id: 'msg_01Bb',
  type: 'message',
  content: [
    { type: 'text', text: 'quote \\" and "usage": {"input_tokens": 1} } ] 你好' },
    { type: 'tool_use', id: 'toolu_1', input: { usage: { input_tokens: 77 }, id: 'x' } },
  ],
  usage: { input_tokens: 5, output_tokens: 6, cache_read_input_tokens: 7 },
  container: null,
}

const BODIES = [
  {
    name: 'an Anthropic message',
    text: JSON.stringify(message),
    says: { ...nothing, complete: true, usage: usage(5, 6, 7), messageId: 'msg_01Bb' },
  },
  {
    name: 'an indented message after a byte order mark',
    text: `\ufeff${JSON.stringify(message, null, 2)}\n`,
    says: { ...nothing, complete: true, usage: usage(5, 6, 7), messageId: 'msg_01Bb' },
  },
  {
    name: 'an Anthropic error',
    text: '{"type":"error","error":{"type":"overloaded_error","message":"x"},"request_id":"r"}',
    says: { ...nothing, complete: true, errorType: 'overloaded_error' },
  },
  {
    name: 'an OpenAI chat completion',
    text: '{"id":"chatcmpl-2","error":null,"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":4}}}',
    says: { ...nothing, complete: true, usage: usage(5, 3, 4), messageId: 'chatcmpl-2' },
  },
  {
    name: 'a Gemini answer',
    text: '{"candidates":[],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":3},"responseId":"g2"}',
    says: { ...nothing, complete: true, usage: usage(9, 3), messageId: 'g2' },
  },
  {
    name: 'a Gemini stream without SSE',
    text: '[{"usageMetadata":{"promptTokenCount":9}},\r\n{"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":3},"responseId":"g3"}]',
    says: { ...nothing, complete: true, usage: usage(9, 3), messageId: 'g3' },
  },
  {
    name: 'a token count',
    text: '{"input_tokens":2095}',
    says: { ...nothing, complete: true },
  },
] as const

describe.each(BODIES)('a JSON tap on $name', ({ text, says }) => {
  const bytes = Buffer.from(text)

  it('reads what the body says', () => {
    expect(read(bytes)).toEqual(says)
  })

  it('reads it byte by byte', () => {
    expect(read(...cutAt(bytes, [...bytes.keys()]))).toEqual(says)
  })

  it('reads it however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length }), { maxLength: 20 }), (positions) => {
        expect(read(...cutAt(bytes, positions))).toEqual(says)
      }),
    )
  })

  it('is incomplete, and never wrong, when broken off', () => {
    const whole = Buffer.from(text.trimEnd()).length
    for (let end = 0; end < whole; end++) {
      const now = read(bytes.subarray(0, end))
      expect(now.complete).toBe(false)
      expect([null, says.messageId]).toContain(now.messageId)
      expect([null, says.errorType]).toContain(now.errorType)
    }
  })
})

describe('a JSON tap on large bodies', () => {
  const filler = 'x\\"'.repeat(4 * 1024 * 1024)

  it('finds the usage before and after 12 MiB of content', () => {
    expect(read(`{"usage":{"output_tokens":1},"content":"${filler}","id":"a"}`)).toEqual({
      ...nothing,
      complete: true,
      usage: usage(0, 1),
      messageId: 'a',
    })
    expect(read(`{"content":["${filler}"],"usage":{"output_tokens":1}}`).usage).toEqual(usage(0, 1))
  })

  it('passes over wanted members that are too long', () => {
    expect(read(`{"id":"${filler}","usage":{"x":"${filler}"},"error":{"type":"e"}}`)).toEqual({
      ...nothing,
      complete: true,
      errorType: 'e',
    })
  })
})

describe('a JSON tap on what is no JSON', () => {
  it.each(['', 'null', '"usage"', '<html>{"usage":{"output_tokens":1}}', '}', ']{', 'data: {}'])(
    'learns nothing from %j',
    (text) => {
      expect(read(text)).toEqual(nothing)
    },
  )

  it('never throws, and reads it the same however it is cut', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom(
          '{',
          '[',
          '"',
          '\\',
          ':',
          ',',
          '}',
          '"usage":{"output_tokens":3}',
          '"error":[',
        )
        .map((text) => Buffer.from(text)),
      fc.json().map((text) => Buffer.from(text)),
    )
    const cuts = fc.array(fc.nat({ max: 200 }), { maxLength: 10 })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), cuts, (pieces, positions) => {
        const bytes = Buffer.concat(pieces)
        expect(read(...cutAt(bytes, positions))).toEqual(read(bytes))
      }),
      { numRuns: 500 },
    )
  })

  it('agrees with a parser on the members of any object', () => {
    const members = fc.record(
      {
        usage: fc.record({ output_tokens: fc.nat({ max: 1_000_000_000 }) }),
        id: fc.string(),
        other: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(members, fc.nat({ max: 3 }), (body, indent) => {
        const facts = read(JSON.stringify(body, null, indent))
        expect(facts.complete).toBe(true)
        expect(facts.usage?.outputTokens ?? 0).toBe(body.usage?.output_tokens ?? 0)
        const id = Buffer.from(body.id ?? '').toString('latin1')
        expect(facts.messageId).toBe(id === '' ? null : id.slice(0, 128))
      }),
    )
  })
})
