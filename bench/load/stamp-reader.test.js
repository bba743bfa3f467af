import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStampedEvent } from '../wire/answer.js'
import { StampReader } from './stamp-reader.js'

test('finds each time stamp, whatever pieces the events come in', () => {
  const stamps = [1, 987_654_321, 1_234_567_890_123]
  const bytes = Buffer.from(stamps.map(createStampedEvent).join(''), 'latin1')
  for (let length = 1; length <= bytes.length; length++) {
    /** @type {number[]} */
    const found = []
    const reader = new StampReader((us) => found.push(us))
    for (let at = 0; at < bytes.length; at += length) {
      reader.push(bytes, at, Math.min(bytes.length, at + length))
    }
    assert.deepEqual(found, stamps, `in pieces of ${length}`)
  }
})
