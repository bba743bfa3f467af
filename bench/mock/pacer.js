import { createStampedEvent } from '../wire/answer.js'
import { nowUs } from '../wire/clock.js'

/** A stream that is this far behind gets no more events until it has caught up. */
const MAX_WAITING_BYTES = 256 * 1024

/** In how many turns of the event loop what is due gets written. */
const MAX_TURNS = 50

/**
 * @typedef {object} Stream
 * @property {import('node:net').Socket} socket
 * @property {number} left events still to be written
 * @property {() => void} finish called instead of the event after the last
 * @property {Set<Stream>} slot where it is until it is over
 */

/**
 * Writes events to many streams, each at the same interval, spread evenly over it: one slot per
 * millisecond. Late timers are made up for, so that the number of events is right.
 */
export class Pacer {
  /** @type {Set<Stream>[]} */
  #slots
  #fillAt = 0
  #writeAt = 0
  #wroteAt = performance.now()
  /** @type {Stream[]} due, and not written yet */
  #waiting = []
  #isTurning = false
  #isStopped = false

  /** @param {number} intervalMs whole milliseconds */
  constructor(intervalMs) {
    this.#slots = Array.from({ length: intervalMs }, () => new Set())
    this.#tick()
  }

  /**
   * @param {import('node:net').Socket} socket
   * @param {number} events
   * @param {() => void} finish
   * @returns {() => void} takes it out again
   */
  add(socket, events, finish) {
    const slot = /** @type {Set<Stream>} */ (this.#slots[this.#fillAt])
    this.#fillAt = (this.#fillAt + 1) % this.#slots.length
    const stream = { socket, left: events, finish, slot }
    slot.add(stream)
    return () => slot.delete(stream)
  }

  stop() {
    this.#isStopped = true
  }

  #tick() {
    if (this.#isStopped) return
    const now = performance.now()
    const due = Math.min(Math.floor(now - this.#wroteAt), this.#slots.length)
    this.#wroteAt = due === this.#slots.length ? now : this.#wroteAt + due
    for (let count = 0; count < due; count++) {
      this.#waiting.push(...(this.#slots[this.#writeAt] ?? []))
      this.#writeAt = (this.#writeAt + 1) % this.#slots.length
    }
    this.#writeSome()
    setTimeout(() => this.#tick(), 1)
  }

  /** One event per turn of the event loop, so that none waits behind others; more when behind. */
  #writeSome() {
    const count = Math.ceil(this.#waiting.length / MAX_TURNS)
    for (const stream of this.#waiting.splice(0, count)) this.#write(stream)
    if (this.#waiting.length === 0 || this.#isTurning) return
    this.#isTurning = true
    setImmediate(() => {
      this.#isTurning = false
      this.#writeSome()
    })
  }

  /** @param {Stream} stream */
  #write(stream) {
    if (!stream.slot.has(stream)) return
    if (stream.left-- <= 0) {
      stream.slot.delete(stream)
      stream.finish()
    } else if (stream.socket.writableLength < MAX_WAITING_BYTES) {
      stream.socket.write(createStampedEvent(nowUs()), 'latin1')
    }
  }
}
