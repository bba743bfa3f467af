import { createStampedEvent } from '../wire/answer.js'
import { nowUs } from '../wire/clock.js'

/** A stream that is this far behind gets no more events until it has caught up. */
const MAX_WAITING_BYTES = 256 * 1024

/**
 * @typedef {object} Stream
 * @property {import('node:net').Socket} socket
 * @property {number} left events still to be written
 * @property {() => void} finish called instead of the event after the last
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
    const stream = { socket, left: events, finish }
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
      this.#writeSlot(/** @type {Set<Stream>} */ (this.#slots[this.#writeAt]))
      this.#writeAt = (this.#writeAt + 1) % this.#slots.length
    }
    setTimeout(() => this.#tick(), 1)
  }

  /** @param {Set<Stream>} slot */
  #writeSlot(slot) {
    for (const stream of slot) {
      if (stream.left-- <= 0) {
        slot.delete(stream)
        stream.finish()
      } else if (stream.socket.writableLength < MAX_WAITING_BYTES) {
        stream.socket.write(createStampedEvent(nowUs()), 'latin1')
      }
    }
  }
}
