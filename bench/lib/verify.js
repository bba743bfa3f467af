import { createHash } from 'node:crypto'
import { MODEL, TOKEN } from '../wire/identity.js'
import { createBody } from '../wire/request.js'

/**
 * What a target does with one request: whether the mock got the body byte for byte, a channel's key
 * and not the client's token, and the headers that have to be passed on.
 *
 * @typedef {object} Faithfulness
 * @property {boolean} body
 * @property {boolean} key
 * @property {boolean} token true: the client's token reached the upstream
 * @property {boolean} headers
 */

/**
 * @param {import('./rig.js').Rig} rig
 * @param {import('../targets/target.js').Running} running
 * @returns {Promise<Faithfulness>}
 */
export async function verify(rig, running) {
  const { token = TOKEN } = running
  await rig.inspect()
  const body = createBody(20_000, false)
  const response = await fetch(`${running.url}/v1/messages?beta=true`, {
    method: 'POST',
    headers: {
      ...running.headers,
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'x-claude-code-session-id': MODEL,
    },
    body,
  })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`answers ${response.status}: ${text.slice(0, 300)}`)
  const seen = JSON.parse(JSON.parse(text).content[0].text)
  return {
    body: seen.sha256 === createHash('sha256').update(body).digest('hex'),
    key: seen.head.includes('sk-ant-bench-'),
    token: seen.head.includes(token),
    headers: /\r\nx-claude-code-session-id:/i.test(seen.head),
  }
}
