import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  connectionNames,
  createHeaderFilter,
  headerValue,
  isDropped,
  memoizeText,
  toHeaderMap,
} from './headers.js'

describe('a filter', () => {
  const filter = createHeaderFilter(['cookie', 'x-forwarded-*', 'cf-*'])

  it.each([
    'connection',
    'keep-alive',
    'proxy-authenticate',
    'proxy-authorization',
    'proxy-authentication-info',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
  ])('drops %s, which ends at the next hop', (name) => {
    expect(isDropped(createHeaderFilter([]), name, [])).toBe(true)
  })

  it('drops what it names, and what begins with a prefix', () => {
    for (const name of ['cookie', 'x-forwarded-for', 'x-forwarded-', 'cf-ray']) {
      expect(isDropped(filter, name, [])).toBe(true)
    }
  })

  it('keeps all else, however much alike', () => {
    for (const name of ['', 'cookie2', 'x-forwarded', 'x-cf-ray', 'x-forwarded-*x', 'teapot']) {
      expect(isDropped(filter, name, [])).toBe(name === 'x-forwarded-*x')
    }
  })

  it('drops what `Connection` names', () => {
    expect(isDropped(filter, 'x-app', ['x-trace', 'x-app'])).toBe(true)
    expect(isDropped(filter, 'x-app', ['x-trace'])).toBe(false)
  })
})

describe('the names that `Connection` lists', () => {
  it.each([
    [[], []],
    [['Connection', 'keep-alive'], []],
    [['Connection', 'close'], []],
    [['connection', 'X-Trace'], ['x-trace']],
    [
      ['CONNECTION', 'close, X-Trace ,te'],
      ['close', 'x-trace', 'te'],
    ],
    [
      ['Connection', 'a', 'x-app', 'b', 'connection', 'c, d'],
      ['a', 'c', 'd'],
    ],
    // As long a name, and the same word as a value.
    [['x-trace-id', 'a'], []],
    [['x-app', 'connection', 'x-other', 'b'], []],
  ])('%j: %j', (headers, names) => {
    expect(connectionNames(headers)).toEqual(names)
  })
})

describe('the value of a header', () => {
  const headers = ['X-App', 'cli', 'x-b', 'X-App', 'Accept', '1', 'x-app', 'second']

  it('is the first one, whatever the case of its name', () => {
    expect(headerValue(headers, 'x-app')).toBe('cli')
    expect(headerValue(headers, 'accept')).toBe('1')
  })

  it('is none where there is no such name', () => {
    expect(headerValue(headers, 'x-ap')).toBeUndefined()
    expect(headerValue(headers, 'cli')).toBeUndefined()
    expect(headerValue([], 'x-app')).toBeUndefined()
  })

  it('is what a map of all of them has', () => {
    const text = fc.constantFrom('a', 'A', 'b', 'B', 'ab', 'AB', 'aB')
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (lines) => {
        const map = toHeaderMap(lines.flat())
        expect(new Set(map.keys())).toEqual(new Set(lines.map(([name]) => name.toLowerCase())))
        for (const [name, value] of map) expect(headerValue(lines.flat(), name)).toBe(value)
      }),
    )
  })

  it('is of repeated names the first in a map too', () => {
    expect([...toHeaderMap(headers)]).toEqual([
      ['x-app', 'cli'],
      ['x-b', 'X-App'],
      ['accept', '1'],
    ])
  })
})

describe('a remembered function', () => {
  function counted() {
    const asked: string[] = []
    const ask = memoizeText((text) => {
      asked.push(text)
      return `<${text.slice(0, 9)}>`
    })
    return { asked, ask }
  }

  it('is asked once for each text', () => {
    const { asked, ask } = counted()
    expect(['a', 'b', 'a', 'b', 'a'].map(ask)).toEqual(['<a>', '<b>', '<a>', '<b>', '<a>'])
    expect(asked).toEqual(['a', 'b'])
  })

  it('is asked anew for texts that no name is as long as', () => {
    const { asked, ask } = counted()
    const [long, longer] = ['x'.repeat(128), 'x'.repeat(129)] as const
    for (const text of [long, longer, long, longer]) expect(ask(text)).toBe('<xxxxxxxxx>')
    expect(asked).toEqual([long, longer, longer])
  })

  it('starts over where a client sends ever new texts', () => {
    const { asked, ask } = counted()
    for (let text = 0; text < 1_000; text += 1) ask(`${text}`)
    ask('0')
    expect(asked).toHaveLength(1_000)
    ask('one more')
    expect(ask('0')).toBe('<0>')
    expect(asked.slice(1_000)).toEqual(['one more', '0'])
  })
})
