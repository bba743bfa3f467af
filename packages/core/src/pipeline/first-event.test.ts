import { describe, expect, it } from 'vitest'
import { createOpeningReader, type Opening } from './first-event.js'

/** What a body given in pieces opens with. */
function open(contentType: string, ...pieces: string[]): Opening['kind'] {
  const reader = createOpeningReader(contentType)
  for (const piece of pieces) {
    const opening = reader.push(Buffer.from(piece))
    if (opening.kind !== 'wait') return opening.kind
  }
  return reader.end().kind
}

const SSE = 'text/event-stream; charset=utf-8'
const PING = 'event: ping\ndata: {"type": "ping"}\n\n'
const START = 'event: message_start\ndata: {"type":"message_start"}\n\n'
const OVERLOADED =
  'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Überlastet"}}\n\n'

describe('an event stream', () => {
  it.each([
    ['a message', 'answer', [START]],
    ['a message after comments and pings', 'answer', [': hi\n\n', PING, START]],
    ['a message in single bytes', 'answer', [...START]],
    ['CRLF line ends', 'answer', [START.replaceAll('\n', '\r\n')]],
    ['an event without a name', 'answer', ['data: {"id":"1","choices":[]}\n\n']],
    ['an error', 'error', [OVERLOADED]],
    ['an error after a ping, in single bytes', 'error', [...PING, ...OVERLOADED]],
    [
      'an error without an event name',
      'error',
      ['data: {"type":"error","error":{"type":"x"}}\n\n'],
    ],
    ['the error shape of OpenAI', 'error', ['data: {"error":{"message":"quota"}}\n\n']],
    ['an error event that is no JSON', 'error', ['event: error\ndata: overloaded\n\n']],
    ['an HTML page', 'html', ['<!doctype html><html>']],
    ['nothing', 'empty', []],
    ['pings alone', 'empty', [PING, PING]],
    [
      'content that speaks of an "error"',
      'answer',
      [
        'event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"text":"\\"error\\""}}\n\n',
      ],
    ],
  ])('of %s is %s', (_, kind, pieces) => {
    expect(open(SSE, ...pieces)).toBe(kind)
  })

  it('tells the type and the message of an error', () => {
    expect(createOpeningReader(SSE).push(Buffer.from(OVERLOADED))).toMatchObject({
      kind: 'error',
      errorType: 'overloaded_error',
      message: 'Überlastet',
    })
  })
})

describe('a JSON body', () => {
  it.each([
    ['a message', 'answer', ['{"id":"msg_1","type":"message","content":[]}']],
    ['an error', 'error', ['{"type":"error","error":{"type":"api_error","message":"x"}}']],
    ['an error in single bytes', 'error', [...'{"type":"error","error":{"type":"api_error"}}']],
    ['an error with its type last', 'error', ['{"request_id":"r","error":{},"type":"error"}']],
    [
      'a message with an error in its content',
      'answer',
      ['{"id":"m","type":"message","role":"assistant","content":[{"input":{"error":"x"}}]}'],
    ],
    ['an answer whose error field is null', 'answer', ['{"id":"1","error":null,"output":[]}']],
    ['a page', 'html', ['  \n<html>']],
    ['white space', 'empty', ['\n']],
    ['nothing', 'empty', []],
  ])('of %s is %s', (_, kind, pieces) => {
    expect(open('application/json', ...pieces)).toBe(kind)
  })
})

it('does not look into bodies of other media types', () => {
  expect(open('audio/mpeg', '<')).toBe('answer')
})
