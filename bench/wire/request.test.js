import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peekModel } from '../targets/programs/peek-model.js'
import { MODEL } from './identity.js'
import { createBody, createHead } from './request.js'

test('a body is valid JSON of the length asked for, the model first and stream last', () => {
  for (const bytes of [2048, 51_200, 102_400, 102_401]) {
    const body = createBody(bytes, true)
    assert.equal(body.length, bytes)
    const keys = Object.keys(JSON.parse(body.toString('utf8')))
    assert.equal(keys[0], 'model')
    assert.equal(keys.at(-1), 'stream')
    assert.ok(body.some((byte) => byte > 127))
    assert.equal(peekModel(body), MODEL)
  }
})

test('a head has 21 headers', () => {
  const head = createHead({ host: 'localhost', bodyBytes: 1, session: 0 })
  assert.equal(head.trimEnd().split('\r\n').length - 1, 21)
})
