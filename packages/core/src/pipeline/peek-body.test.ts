import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { peekBody } from './peek-body.js'
import { replaceModel } from './replace-model.js'

const peek = (text: string) => peekBody(Buffer.from(text))

describe('peekBody', () => {
  it('finds the model and the stream flag wherever they stand', () => {
    const peeked = peek('{"messages":[{"model":"nested"}],"stream":true,"model":"claude-x"}')
    expect(peeked.model).toBe('claude-x')
    expect(peeked.stream).toBe(true)
  })

  it.each([
    ['a nested model only', '{"metadata":{"model":"x"}}', 'model: field required'],
    ['a model that is no string', '{"model":1}', 'model: should be a non-empty string'],
    ['an empty model', '{"model":""}', 'model: should be a non-empty string'],
    ['an array', '["model"]', 'not a JSON object'],
    ['plain text', 'hello', 'not a JSON object'],
    ['nothing', '', 'not a JSON object'],
    ['a cut string', '{"model":"claude', 'ends within a string'],
    ['a cut value', '{"model":"x","a":[1,', 'ends within a value'],
    ['a missing colon', '{"model" "x"}', 'not valid JSON'],
    ['a bare word', '{"model":"x","a":yes}', 'not valid JSON'],
    ['something after the end', '{"model":"x"} {}', 'not valid JSON'],
  ])('refuses %s', (_, text, message) => {
    expect(() => peek(text)).toThrow(expect.objectContaining({ code: 'invalid_body' }))
    expect(() => peek(text)).toThrow(message)
  })

  it('reads a model through escapes, spaces and a byte order mark', () => {
    expect(peek('\ufeff \n{ "mod\\u0065l" : "cl\\u0061ude\\"-x" }').model).toBe('claude"-x')
  })

  it('takes time in proportion to the body, also where every quote is escaped', () => {
    const text = '\\"'.repeat(200_000)
    expect(peek(`{"text":"${text}","model":"x"}`).model).toBe('x')
    expect(peek(`{"text":"${'\\\\'.repeat(200_000)}","model":"x"}`).model).toBe('x')
  })
})

/** JSON text as people and libraries write it: odd spacing, numbers, escapes and repeated names. */
const space = fc.stringMatching(/^[ \t\r\n]{0,3}$/)
const number = fc.constantFrom('0', '-1.0', '1e400', '12345678901234567890', '1E+2', '0.1000')
const text = fc.oneof(
  fc.string({ unit: 'binary' }).map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '"\\u0061\\/"',
    '"\\"model\\":\\"x\\""',
    '"\\\\"',
    '"{[}]"',
    '"😀\\ud83d\\ude00"',
  ),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    number,
    text,
    fc.constantFrom('true', 'false', 'null'),
    tie('list'),
    tie('record'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
  record: fc
    .array(fc.tuple(fc.oneof(text, fc.constant('"model"')), space, tie('value')), { maxLength: 4 })
    .map(
      (fields) => `{${fields.map(([name, gap, item]) => `${name}${gap}:${gap}${item}`).join(',')}}`,
    ),
}))
const field = fc.tuple(
  fc.oneof(text, fc.constantFrom('"stream"', '"mod\\u0065l"', '"model "')),
  space,
  value as fc.Arbitrary<string>,
)
const modelField = fc.tuple(fc.constantFrom('"model"', '"\\u006dodel"'), space, text)
const document = fc
  .tuple(
    fc.constantFrom('', '\ufeff'),
    space,
    fc.array(field, { maxLength: 6 }),
    modelField,
    fc.array(field, { maxLength: 6 }),
  )
  .map(([bom, gap, before, model, after]) => {
    const fields = [...before, model, ...after].map(
      ([name, pad, item]) => `${pad}${name}:${pad}${item}`,
    )
    return `${bom}${gap}{${fields.join(`${gap},`)}${gap}}${gap}`
  })

describe('laws of the scan', () => {
  const parsed = (json: string) =>
    JSON.parse(json.replace(/^\ufeff/, '')) as Record<string, unknown>

  it('agrees with JSON.parse on the model and the stream flag', () => {
    fc.assert(
      fc.property(document, (json) => {
        const expected = parsed(json)
        if (typeof expected.model !== 'string' || expected.model === '') {
          expect(() => peek(json)).toThrow('model')
          return
        }
        const peeked = peek(json)
        expect(peeked.model).toBe(expected.model)
        expect(peeked.stream).toBe(expected.stream === true)
      }),
      { numRuns: 3000 },
    )
  })

  it('lets an alias change nothing outside of the model value', () => {
    fc.assert(
      fc.property(document, fc.string({ minLength: 1 }), (json, alias) => {
        fc.pre(typeof parsed(json).model === 'string' && parsed(json).model !== '')
        const body = Buffer.from(json)
        const { modelSpan } = peekBody(body)
        const replaced = replaceModel(body, modelSpan, alias)
        const tail = body.length - modelSpan.end
        expect(replaced.subarray(0, modelSpan.start)).toEqual(body.subarray(0, modelSpan.start))
        expect(replaced.subarray(replaced.length - tail)).toEqual(body.subarray(modelSpan.end))
        expect(peekBody(replaced).model).toBe(alias)
      }),
      { numRuns: 2000 },
    )
  })

  it('never fails otherwise than by refusing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          peekBody(Buffer.from(bytes))
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_body' })
        }
      }),
      { numRuns: 2000 },
    )
  })
})
