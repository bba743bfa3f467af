import { expect, it } from 'vitest'
import { isSameOrigin } from './same-origin.js'

const HOST = 'ccload.example:8080'

it.each([
  [{}],
  [{ 'sec-fetch-site': 'same-origin' }],
  [{ 'sec-fetch-site': 'none' }],
  [{ origin: 'http://ccload.example:8080' }],
  [{ origin: 'https://CCLOAD.example:8080' }],
])('accepts %j', (headers) => {
  expect(isSameOrigin(headers, HOST)).toBe(true)
})

it.each([
  [{ 'sec-fetch-site': 'cross-site' }],
  [{ 'sec-fetch-site': 'same-site' }],
  [{ 'sec-fetch-site': '' }],
  [{ 'sec-fetch-site': 'cross-site', origin: 'http://ccload.example:8080' }],
  [{ origin: 'null' }],
  [{ origin: '' }],
  [{ origin: 'http://ccload.example' }],
  [{ origin: 'http://ccload.example:8081' }],
  [{ origin: 'http://ccload.example:8080.evil.example' }],
  [{ origin: 'http://evil.example' }],
])('refuses %j', (headers) => {
  expect(isSameOrigin(headers, HOST)).toBe(false)
})
