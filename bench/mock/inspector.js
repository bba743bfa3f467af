import { createHash } from 'node:crypto'

/**
 * Looks at requests closely instead of fast: the answer's content says what has arrived.
 *
 * @returns {import('./connection.js').Answering}
 */
export function createInspector() {
  let hash = createHash('sha256')
  let bytes = 0
  return {
    onBody(part) {
      bytes += part.length
      hash.update(part)
    },
    answer({ socket }, head) {
      const seen = JSON.stringify({ head, bytes, sha256: hash.digest('hex') })
      hash = createHash('sha256')
      bytes = 0
      const content = Buffer.from(
        JSON.stringify({
          id: 'msg_inspected',
          type: 'message',
          role: 'assistant',
          model: 'inspected',
          content: [{ type: 'text', text: seen }],
          stop_reason: 'end_turn',
          stop_sequence: null,
          usage: { input_tokens: 1, output_tokens: 1 },
        }),
      )
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${content.length}\r\n\r\n`,
        'latin1',
      )
      socket.write(content)
    },
  }
}
