import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { format, inspect } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskKey, revealAll, Secret, toSecret, toSecrets } from './secret.js'

const TEXT = 'sk-ant-api03-canary-0123456789'
const MASK = 'sk-a****6789'
const secret = new Secret(TEXT)

/** What a console prints. */
function print(write: (console: Console) => void): string {
  let text = ''
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk
      done()
    },
  })
  write(new Console({ stdout: stream, stderr: stream }))
  return text
}

/** What JavaScript makes of adding up. */
const add = (a: string, b: string) => a + b

const everyOption = { showHidden: true, depth: null, getters: true, showProxy: true } as const
const nested = { a: [{ secret }], map: new Map([['key', { secret }]]), set: new Set([secret]) }

const WAYS: readonly (readonly [string, () => string])[] = [
  ['a template', () => `${secret}`],
  ['String()', () => String(secret)],
  ['+', () => add('', secret as never)],
  ['join', () => [secret].join()],
  ['an error', () => String(new Error(`refused: ${secret}`))],
  ['an error with a cause', () => inspect(new Error('refused', { cause: { secret } }))],
  ['JSON', () => JSON.stringify({ a: [{ secret }] })],
  ['inspect', () => inspect(secret)],
  ['inspect, nested', () => inspect(nested, { depth: null })],
  ['inspect with all that it can show', () => inspect(nested, everyOption)],
  ['format', () => format('%s %o %O %j', secret, secret, secret, secret)],
  ['console.log', () => print((console) => console.log(secret, { secret }, [secret]))],
  ['console.table', () => print((console) => console.table([{ secret }]))],
]

describe('a secret', () => {
  it.each(WAYS)('is masked by %s', (_, show) => {
    expect(show()).toContain(MASK)
    expect(show()).not.toContain('canary')
  })

  it.each<[string, () => unknown]>([
    ['its own properties', () => [Reflect.ownKeys(secret), Object.entries(secret), { ...secret }]],
    ['an inspection of its own', () => inspect(secret, { ...everyOption, customInspect: false })],
    ['a structured clone', () => structuredClone({ secret })],
    ['a message to a thread', () => deserialize(serialize({ secret }))],
    ['console.dir', () => print((console) => console.dir({ secret }, { showHidden: true }))],
    ['a number', () => Number(secret)],
    ['a sort', () => [secret, new Secret('b')].sort()],
  ])('is not in %s', (_, show) => {
    expect(inspect(show(), everyOption)).not.toContain('canary')
    expect(JSON.stringify(show())).not.toContain('canary')
  })

  it('gives its text to whoever asks for it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(new Secret(text).reveal()).toBe(text)
      }),
    )
  })

  it('equals another of the same text, whatever their masks', () => {
    expect(secret.equals(new Secret(TEXT))).toBe(true)
    const alike = new Secret('sk-ant-api03-another-0123456789')
    expect(`${alike}`).toBe(`${secret}`)
    expect(secret.equals(alike)).toBe(false)
  })

  it('cannot be changed', () => {
    expect(Object.isFrozen(secret)).toBe(true)
    expect(() => Object.assign(secret, { reveal: () => 'other' })).toThrow(TypeError)
  })

  it.each([[undefined], [null], [7], [{ text: 'sk-canary' }], [['sk-canary']]])(
    'is not made of %j, which the error does not repeat',
    (value) => {
      const made = () => new Secret(value as never)
      expect(made).toThrow(TypeError)
      expect(made).not.toThrow(/canary/)
    },
  )
})

it('is made of a text once', () => {
  expect(toSecret(secret)).toBe(secret)
  expect(toSecret(TEXT).reveal()).toBe(TEXT)
})

it('can be made and revealed by name', () => {
  const secrets = toSecrets({ a: 'one', b: secret, ['__proto__']: 'two' })
  expect(secrets.b).toBe(secret)
  expect(Object.entries(revealAll(secrets))).toEqual([
    ['a', 'one'],
    ['b', TEXT],
    ['__proto__', 'two'],
  ])
})

it.each([
  ['', '****'],
  ['fifteen-letters', '****'],
  ['sixteen-letters-', 'sixt****ers-'],
])('masks %j as %j', (text, mask) => {
  expect(maskKey(text)).toBe(mask)
})
