import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MessageReader } from './message-reader.js'

/**
 * What a reader makes of bytes that come in pieces of this length.
 *
 * @param {string} text
 * @param {number} length
 */
function read(text, length) {
  /** @type {{ head: string, content: string, isComplete: boolean }[]} */
  const messages = []
  const last = () => /** @type {(typeof messages)[number]} */ (messages.at(-1))
  const reader = new MessageReader({
    isAnswer: true,
    onHead: (head) => messages.push({ head, content: '', isComplete: false }),
    onPayload: (bytes, from, to) => {
      last().content += bytes.toString('latin1', from, to)
    },
    onEnd: () => {
      last().isComplete = true
    },
  })
  const bytes = Buffer.from(text, 'latin1')
  for (let at = 0; at < bytes.length; at += length) reader.push(bytes.subarray(at, at + length))
  return { messages, isCut: reader.close() }
}

const WITH_LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
const CHUNKED =
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nt: 1\r\n\r\n'
const EMPTY = 'HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n'

test('reads messages one after another, whatever pieces they come in', () => {
  const text = WITH_LENGTH + CHUNKED + EMPTY + WITH_LENGTH
  for (let length = 1; length <= text.length; length++) {
    const { messages, isCut } = read(text, length)
    assert.deepEqual(
      messages.map(({ content, isComplete }) => [content, isComplete]),
      [
        ['hello', true],
        ['abc0123456789', true],
        ['', true],
        ['hello', true],
      ],
      `in pieces of ${length}`,
    )
    assert.equal(isCut, false)
  }
})

test('tells a message that was cut off from one that ends with its connection', () => {
  for (const text of [WITH_LENGTH, CHUNKED]) {
    for (let length = 1; length < text.length; length++) {
      assert.equal(read(text.slice(0, length), 7).isCut, true, `after ${length} bytes`)
    }
  }
  const { messages, isCut } = read('HTTP/1.1 200 OK\r\n\r\nuntil the end', 3)
  assert.equal(isCut, false)
  assert.deepEqual(
    messages.map(({ content, isComplete }) => [content, isComplete]),
    [['until the end', true]],
  )
})
