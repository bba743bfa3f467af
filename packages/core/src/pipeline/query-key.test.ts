import { expect, it } from 'vitest'
import { withoutQueryKey } from './query-key.js'

const PATH = '/v1beta/models/m:generateContent'

it.each([
  ['?key=canary', ''],
  ['?key=canary&alt=sse', '?alt=sse'],
  ['?alt=sse&key=canary', '?alt=sse'],
  ['?a=1&key=canary&b=2&key=canary', '?a=1&b=2'],
  ['?%6bey=canary&alt=sse', '?alt=sse'],
  ['?%6B%65%79=canary', ''],
  ['?KEY=canary', ''],
  ['?key', ''],
  ['?key=a=canary', ''],
])('takes the credential out of %s', (query, left) => {
  expect(withoutQueryKey(PATH + query)).toBe(PATH + left)
})

it.each(['', '?', '?alt=sse', '?beta=true', '?monkey=1&keys=2&x=key', '?a=%2&b=%zz', '?a&&b='])(
  'leaves %j as it is',
  (query) => {
    expect(withoutQueryKey(PATH + query)).toBe(PATH + query)
  },
)
