import { setTimeout as delay } from 'node:timers/promises'
import { createBody } from '../wire/request.js'

/**
 * Asks all servers the same, at a steady rate, with a token that has a limit. Returns how many requests
 * were admitted in each minute.
 *
 * @param {object} options
 * @param {readonly import('../targets/target.js').Running[]} options.servers
 * @param {string} options.secret
 * @param {number} options.minutes may be a part of one
 * @param {number} options.perSecond of all together
 * @param {(text: string) => void} options.say
 */
export async function askForMinutes({ servers, secret, minutes, perSecond, say }) {
  const body = createBody(2048, false)
  /** @type {number[]} */
  const admitted = Array(Math.ceil(minutes)).fill(0)
  /** @type {Promise<void>[]} */
  const asked = []
  const startedAt = performance.now()
  for (let sent = 0; sent < minutes * 60 * perSecond; sent++) {
    const dueMs = (sent / perSecond) * 1e3 - (performance.now() - startedAt)
    if (dueMs > 1) await delay(dueMs)
    if (sent % (10 * perSecond) === 0) say(`${sent / perSecond} s`)
    const minute = Math.min(admitted.length - 1, Math.floor((performance.now() - startedAt) / 6e4))
    const { url } = servers[sent % servers.length] ?? { url: '' }
    asked.push(
      fetch(`${url}/v1/messages`, {
        method: 'POST',
        headers: { 'x-api-key': secret, 'content-type': 'application/json' },
        body,
      }).then(async (response) => {
        const text = await response.text()
        if (!response.ok && response.status !== 429) throw new Error(text.slice(0, 200))
        if (response.ok) admitted[minute] = (admitted[minute] ?? 0) + 1
      }),
    )
  }
  await Promise.all(asked)
  return admitted
}
