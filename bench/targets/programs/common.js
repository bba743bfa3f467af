import { keyOf } from '../../wire/identity.js'

const upstreams = (process.env.UPSTREAMS ?? '').split(' ').filter(Boolean)
const channels = upstreams.map((url, index) => ({ url, key: keyOf(index) }))
let next = 0

// An exit of one's own, so that a profile is written.
process.on('SIGTERM', () => process.exit(0))

/** Where the program listens. */
export const port = Number(process.env.PORT)

/** @typedef {{ url: string, key: string }} Channel */

/**
 * The channels of this program, in order.
 *
 * @returns {readonly Channel[]}
 */
export function allChannels() {
  return channels
}

/**
 * The channel whose turn it is.
 *
 * @returns {Channel}
 */
export function nextChannel() {
  const channel = /** @type {Channel} */ (channels[next])
  next = (next + 1) % channels.length
  return channel
}
