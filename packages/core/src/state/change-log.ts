/** How many of the latest changes are told one by one. */
const LIMIT = 1_024

const NONE: readonly number[] = []

/**
 * Which channels' rests have changed, so that what was worked out from them can be brought up to
 * date instead of being worked out again. While nothing changes that is one comparison.
 */
export class ChangeLog {
  /** How many changes there have been. */
  count = 0
  #channelIds: number[] = []

  add(channelId: number): void {
    this.count += 1
    this.#channelIds.push(channelId)
    if (this.#channelIds.length > LIMIT) this.#channelIds = this.#channelIds.slice(LIMIT / 2)
  }

  /** The channels of the changes since there were `count`; undefined: there were too many. */
  since(count: number): readonly number[] | undefined {
    const missed = this.count - count
    if (missed === 0) return NONE
    return missed > this.#channelIds.length ? undefined : this.#channelIds.slice(-missed)
  }
}
