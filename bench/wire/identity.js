/** The client's token, which must never reach an upstream. */
export const TOKEN = 'bench-client-token-0123456789'

/** The model that every request asks for. */
export const MODEL = 'claude-sonnet-5'

/** How many upstream channels the ordinary scenarios have. */
export const CHANNELS = 5

/**
 * The key of the channel with this number, from 0.
 *
 * @param {number} channel
 * @returns {string}
 */
export function keyOf(channel) {
  return `sk-ant-bench-${String(channel).padStart(4, '0')}-abcdefghijklmnop`
}
