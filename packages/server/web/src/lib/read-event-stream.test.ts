import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createEventParser } from './read-event-stream.js'

const STREAM = [
  'event: message_start\ndata: {"type":"message_start"}\n\n',
  ': comment\n\n',
  'event: ping\r\ndata: {"type":"ping"}\r\n\r\n',
  'event: content_block_delta\ndata: {"type":"content_block_delta",\ndata: "delta":{"text":"你好"}}\n\n',
  'data: 1\n\n',
].join('')

it('finds the same events however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: STREAM.length })), (cuts) => {
      const found: unknown[] = []
      const parse = createEventParser(({ type, data }) => found.push([type, JSON.parse(data)]))
      const places = [0, ...cuts.sort((a, b) => a - b), STREAM.length]
      for (const [i, place] of places.entries()) parse(STREAM.slice(place, places[i + 1] ?? place))
      expect(found).toEqual([
        ['message_start', { type: 'message_start' }],
        ['ping', { type: 'ping' }],
        ['content_block_delta', { type: 'content_block_delta', delta: { text: '你好' } }],
        ['message', 1],
      ])
    }),
  )
})
