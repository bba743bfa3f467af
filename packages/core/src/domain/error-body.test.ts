import { expect, test } from 'vitest'
import { parseErrorBody } from './error-body.js'

test("reads an error in Anthropic's shape", () => {
  const body = JSON.stringify({
    type: 'error',
    error: {
      type: 'not_found_error',
      message: 'gone',
      details: { error_code: 'thread_not_found' },
    },
  })
  expect(parseErrorBody(body)).toEqual({
    type: 'not_found_error',
    message: 'gone',
    code: 'thread_not_found',
  })
})

test.each([
  '',
  'null',
  '[]',
  '"error"',
  '<html>',
  '{"error":null}',
  '{"error":"text"}',
  '{"error":{"type":1,"message":{},"details":"x"}}',
  '{"__proto__":{"error":{"type":"x"}}}',
])('finds nothing in %s', (body) => {
  expect(parseErrorBody(body)).toEqual({ type: undefined, message: undefined, code: undefined })
})
