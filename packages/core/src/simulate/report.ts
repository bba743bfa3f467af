import type { Channel } from '../domain/channel.js'

/** What one channel did in a simulation. */
export interface ChannelReport {
  readonly channelId: number
  readonly name: string
  readonly attempts: number
  /** Requests whose answer came from it. */
  readonly answered: number
  /** Its part of all answered requests, from 0 to 1. */
  readonly share: number
  /** Attempts after which another candidate had to be tried, or that broke off. */
  readonly failed: number
}

/** Milliseconds, over all answered requests. */
export interface Spread {
  readonly mean: number
  readonly p95: number
  readonly max: number
}

/** What came of a simulation. */
export interface SimulationReport {
  readonly requests: number
  /** Requests that a client got an answer of an upstream to. */
  readonly answered: number
  /** Requests that no candidate was left for. */
  readonly refused: number
  /** Answers that broke off after they had begun. */
  readonly cut: number
  /** Attempts beyond the first of their request. */
  readonly failovers: number
  /** Time lost with candidates that failed, before the one that answered. */
  readonly addedLatencyMs: Spread
  /** Time from the request to the first event of its answer. */
  readonly firstEventMs: Spread
  /** Requests that went on with a conversation. */
  readonly continued: number
  /** Those of them that found their prompt in the cache, by estimate. */
  readonly cacheHits: number
  readonly inputTokens: number
  /** Those of the input tokens that were in the cache, by estimate. */
  readonly cachedTokens: number
  readonly channels: readonly ChannelReport[]
}

/** Counts while a simulation runs. */
export class Tally {
  readonly counts = {
    requests: 0,
    answered: 0,
    refused: 0,
    cut: 0,
    failovers: 0,
    continued: 0,
    cacheHits: 0,
    inputTokens: 0,
    cachedTokens: 0,
  }
  readonly #channels = new Map<number, { attempts: number; answered: number; failed: number }>()
  readonly #added: number[] = []
  readonly #firstEvents: number[] = []

  channel(id: number) {
    const known = this.#channels.get(id)
    if (known !== undefined) return known
    const counts = { attempts: 0, answered: 0, failed: 0 }
    this.#channels.set(id, counts)
    return counts
  }

  answered(channelId: number, addedMs: number, firstEventMs: number): void {
    this.counts.answered += 1
    this.channel(channelId).answered += 1
    this.#added.push(addedMs)
    this.#firstEvents.push(addedMs + firstEventMs)
  }

  report(channels: readonly Channel[]): SimulationReport {
    return {
      ...this.counts,
      addedLatencyMs: toSpread(this.#added),
      firstEventMs: toSpread(this.#firstEvents),
      channels: channels.map(({ id, name }) => {
        const counts = this.channel(id)
        const share = counts.answered / Math.max(1, this.counts.answered)
        return { channelId: id, name, ...counts, share }
      }),
    }
  }
}

function toSpread(values: number[]): Spread {
  const sorted = values.sort((a, b) => a - b)
  const sum = sorted.reduce((total, value) => total + value, 0)
  return {
    mean: sum / Math.max(1, sorted.length),
    p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
    max: sorted.at(-1) ?? 0,
  }
}
