/**
 * A channel as the admin API takes it.
 *
 * @typedef {{ name: string, url: string, models: string[], priority: number, enabled: boolean,
 *   api_key?: string, keys?: { api_key: string }[] }} Channel
 */

/** More than these go in as files, which is one write for many. */
const FEW = 20

/** Below the server's limit for a file. */
const MAX_FILE_CHARACTERS = 3_000_000

/** A server that takes longer to be set up is not measured. */
const LIMIT_MS = 60_000

/**
 * Adds channels by the admin API. Rejects when one is refused, or when it takes too long.
 *
 * @param {string} url
 * @param {string} password
 * @param {readonly Channel[]} channels
 */
export async function addChannels(url, password, channels) {
  const post = createPost(url, password)
  const until = performance.now() + LIMIT_MS
  let added = 0
  for (const part of channels.length > FEW ? toFiles(channels) : channels) {
    if (performance.now() > until) {
      throw new Error(
        `only ${added} of ${channels.length} channels were added in ${LIMIT_MS / 1000} s`,
      )
    }
    if (Array.isArray(part)) await post('/admin/import/channels', part, 200)
    else await post('/admin/channels', part, 201)
    added += Array.isArray(part) ? part.length : 1
  }
}

/**
 * @param {string} url
 * @param {string} password
 */
function createPost(url, password) {
  return async (
    /** @type {string} */ path,
    /** @type {unknown} */ body,
    /** @type {number} */ expected,
  ) => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${password}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(LIMIT_MS),
    })
    const text = await response.text()
    if (response.status !== expected)
      throw new Error(`POST ${path}: ${response.status} ${text.slice(0, 300)}`)
  }
}

/**
 * @param {readonly Channel[]} channels all of about the same size
 * @returns {Channel[][]}
 */
function toFiles(channels) {
  const size = Math.max(1, Math.floor(MAX_FILE_CHARACTERS / JSON.stringify(channels[0]).length))
  const files = []
  for (let at = 0; at < channels.length; at += size) files.push(channels.slice(at, at + size))
  return files
}
