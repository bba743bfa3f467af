import { MODEL, TOKEN } from './identity.js'

const LINE =
  'export function toPlan(state, request) { // → picks “the next” channel\\n  return state.groups.filter((g) => g.open)\\n}\\n'

/**
 * A Messages request of exactly `bytes` bytes, in the order of fields that Claude Code uses: the
 * model first, `stream` last. The text holds some characters beyond ASCII, as real sessions do.
 *
 * @param {number} bytes
 * @param {boolean} stream
 * @returns {Buffer}
 */
export function createBody(bytes, stream) {
  const before = `{"model":"${MODEL}","messages":[{"role":"user","content":[{"type":"text","text":"`
  const after = `"}]}],"system":[{"type":"text","text":"You are Claude Code.","cache_control":{"type":"ephemeral"}}],"metadata":{"user_id":"{\\"session_id\\":\\"bench\\"}"},"max_tokens":32000${stream ? ',"stream":true' : ''}}`
  const room = bytes - Buffer.byteLength(before) - Buffer.byteLength(after)
  const lines = Math.floor(room / Buffer.byteLength(LINE))
  if (room < 0) throw new RangeError(`A request has at least ${bytes - room} bytes`)
  const padding = ' '.repeat(room - lines * Buffer.byteLength(LINE))
  return Buffer.from(before + LINE.repeat(lines) + padding + after)
}

/**
 * The head of a request with the 21 headers of a Claude Code request. Each `session` is a
 * conversation of its own, so that affinity spreads the load over the channels.
 *
 * @param {object} options
 * @param {string} options.host
 * @param {number} options.bodyBytes
 * @param {number} options.session
 * @param {Record<string, string>} [options.headers] what this target needs besides
 * @param {string} [options.token]
 * @returns {string}
 */
export function createHead({ host, bodyBytes, session, headers = {}, token = TOKEN }) {
  const lines = {
    host,
    connection: 'keep-alive',
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'claude-cli/2.1.330 (external, cli)',
    'x-claude-code-session-id': `5c0b7e1a-3d52-4f0e-9a51-${session.toString(16).padStart(12, '0')}`,
    'x-app': 'cli',
    'anthropic-dangerous-direct-browser-access': 'true',
    'anthropic-version': '2023-06-01',
    'anthropic-beta':
      'claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27',
    authorization: `Bearer ${token}`,
    'x-stainless-lang': 'js',
    'x-stainless-package-version': '1.12.0',
    'x-stainless-os': 'Linux',
    'x-stainless-arch': 'x64',
    'x-stainless-runtime': 'node',
    'x-stainless-runtime-version': 'v24.3.0',
    'x-stainless-retry-count': '0',
    'x-stainless-timeout': '600',
    'accept-encoding': 'gzip, deflate, br, zstd',
    'content-length': String(bodyBytes),
    ...headers,
  }
  const fields = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST /v1/messages?beta=true HTTP/1.1\r\n${fields.join('')}\r\n`
}
