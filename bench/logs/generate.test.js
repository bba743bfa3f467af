import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateEntries, NAMES, REQUEST_ID_LABEL } from './generate.js'

const FROM = Date.UTC(2026, 0, 1)
const TO = Date.UTC(2026, 0, 31)
const generate = () => [...generateEntries({ rows: 30_001, from: FROM, to: TO, batch: 1_000 })]

test('makes as many rows as it is told, in parts, and the same ones again', () => {
  const parts = generate()
  assert.deepEqual(
    parts.map((part) => part.length),
    [...Array.from({ length: 30 }, () => 1_000), 1],
  )
  assert.deepEqual(parts, generate())
})

test('makes rows of its time, each attempt once', () => {
  const entries = generate().flat()
  const ids = new Set(entries.map(({ requestId, attempt }) => `${requestId} ${attempt}`))
  assert.equal(ids.size, entries.length)
  for (const { time } of entries) assert.ok(time >= FROM && time < TO)
})

test('has common names and rare ones', () => {
  const entries = generate().flat()
  const count = (/** @type {(entry: import('@ccload/core').LogEntry) => boolean} */ of) =>
    entries.filter(of).length
  assert.equal(
    count(({ model }) => model === NAMES.rareModel),
    3,
  )
  assert.equal(
    count(({ message }) => message.includes(NAMES.rareText)),
    3,
  )
  assert.ok(count(({ channelId }) => channelId === NAMES.channel) > 1_000)
  assert.ok(count(({ message }) => message.includes(NAMES.text)) > 500)
})

test('has failures whose message no other has', () => {
  const messages = generate()
    .flat()
    .map(({ message }) => message)
  const own = messages.filter((message) => message.includes(REQUEST_ID_LABEL))
  assert.ok(own.length > 300)
  assert.equal(new Set(own).size, own.length)
})
