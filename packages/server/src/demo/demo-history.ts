import type { Channel, LogEntry } from '@ccload/core'
import { DEMO_CHANNELS, DEMO_MODELS, DEMO_RATES, DEMO_TOKENS } from './demo-cast.js'
import { choose, createRandom, type Random, skewed } from './random.js'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const BUSIEST_PER_MINUTE = 4

/**
 * The log of the days before: quiet nights, busy afternoons, an upstream that is overloaded every
 * now and then, and one whose key has been refused since this morning. In the order of time.
 */
export function createHistory(options: {
  readonly channels: readonly Channel[]
  readonly now: number
  readonly days: number
  readonly seed: number
}): LogEntry[] {
  const { channels, now, days, seed } = options
  const random = createRandom(seed)
  const entries: LogEntry[] = []
  for (let time = now - days * DAY_MS; time < now - MINUTE_MS; time += MINUTE_MS) {
    const count = Math.floor(busyness(time) * BUSIEST_PER_MINUTE * (0.5 + random()) + random())
    for (let i = 0; i < count; i += 1) {
      const start = time + Math.floor(random() * MINUTE_MS)
      entries.push(...playRequest(random, channels, start, now))
    }
  }
  return entries.sort((a, b) => a.time - b.time)
}

/** Between 0 and 1, by the hour and the day of the week (UTC). */
function busyness(time: number): number {
  const date = new Date(time)
  const hour = date.getUTCHours() + date.getUTCMinutes() / 60
  const isWeekend = date.getUTCDay() % 6 === 0
  const wave = Math.max(0, Math.sin(((hour - 5) / 19) * Math.PI))
  return wave * (isWeekend ? 0.3 : 1)
}

/** One request: it fails over from what is overloaded or refused, and may be left or refused. */
function playRequest(
  random: Random,
  channels: readonly Channel[],
  start: number,
  now: number,
): LogEntry[] {
  const model = choose(random, DEMO_MODELS)
  const request = {
    requestId: `req_demo${Math.floor(random() * 2 ** 48).toString(16)}`,
    model,
    upstreamModel: model,
    tokenName: choose(random, DEMO_TOKENS),
    clientIp: `10.0.0.${2 + Math.floor(random() * 30)}`,
    sessionId: `demo-${new Date(start).toISOString().slice(0, 10)}-${Math.floor(random() * 40)}`,
    agentId: null,
    streaming: random() < 0.93,
    requestBytes: skewed(random, 12_000, 600_000),
  }
  const failed: LogEntry[] = []
  let time = start
  const all = order(random, channels)
  const resting = all.filter(({ name }) => rests(random, name, start, now))
  const used = all.filter((channel) => !resting.includes(channel))
  const plan = toPlan(used, resting, start)
  const queuedMs = random() < 0.02 ? skewed(random, 80, 3_000) : 0
  for (const channel of used) {
    const attempt = failed.length + 1
    const waits = {
      queueMs: attempt === 1 ? queuedMs : 0,
      connectMs: random() < 0.8 ? 0 : skewed(random, 18, 140),
    }
    const common = { ...request, ...toChannelFields(channel), attempt, time, ...waits, plan }
    const failure = toFailure(random, channel.name, time, now)
    if (failure === undefined)
      return [...failed, { ...common, ...toAnswer(random, channel, model) }]
    const entry = { ...common, ...EMPTY, ...failure, durationMs: skewed(random, 120, 900) }
    failed.push({ ...entry, final: false, firstEventMs: null, responseBytes: 140 })
    time += entry.durationMs + 2
  }
  const last = failed.pop()
  return last ? [...failed, { ...last, final: true }] : []
}

const EMPTY = { usage: null, costMicroUsd: null }

/** Priorities from high to low; within one, by chance and weight. */
function order(random: Random, channels: readonly Channel[]): Channel[] {
  return channels
    .filter(({ enabled }) => enabled)
    .map((channel) => ({ channel, luck: random() ** (1 / channel.weight) }))
    .sort((a, b) => b.channel.priority - a.channel.priority || b.luck - a.luck)
    .map(({ channel }) => channel)
}

function toChannelFields(channel: Channel) {
  const [key] = channel.keys
  const keyMask = key?.secret.toString() ?? null
  return { channelId: channel.id, channelName: channel.name, keyId: key?.id ?? null, keyMask }
}

const REFUSED_FOR_MS = 5 * 60 * MINUTE_MS
const RESTS_FOR_MS = 8 * MINUTE_MS
const HOUR_MS = 60 * MINUTE_MS

/** A refused key rests for most of the time, so few requests find out. */
function rests(random: Random, name: string, time: number, now: number): boolean {
  const cast = DEMO_CHANNELS.find((each) => each.name === name)
  return cast?.isRefused === true && time > now - REFUSED_FOR_MS && random() > 0.03
}

/** What is on record of a plan: nothing, where nothing rests. */
function toPlan(
  used: readonly Channel[],
  resting: readonly Channel[],
  time: number,
): LogEntry['plan'] {
  if (resting.length === 0) return null
  const leftOut = resting.map(({ id }) => {
    return { channelId: id, reason: 'cooling', until: time + RESTS_FOR_MS } as const
  })
  return { strategy: 'affinity', ready: used.length, leftOut, more: 0 }
}

function toFailure(random: Random, name: string, time: number, now: number) {
  const cast = DEMO_CHANNELS.find((each) => each.name === name)
  if (cast === undefined) return undefined
  if (cast.isRefused && time > now - REFUSED_FOR_MS) {
    const message = 'authentication_error: invalid x-api-key'
    return { statusCode: 401, outcome: 'answer', message } as const
  }
  const isBadHour = Math.floor(time / HOUR_MS) % 7 === 3
  const overloaded = cast.overloaded * (isBadHour ? 2.5 : 0.15) + (isBadHour ? 0.02 : 0.004)
  if (random() < overloaded) {
    const message = 'overloaded_error: Overloaded'
    return { statusCode: 529, outcome: 'answer', message } as const
  }
  if (random() < 0.002) {
    const message = 'the connection was reset before an answer came'
    return { statusCode: 0, outcome: 'network', message } as const
  }
  return undefined
}

type Ending = Pick<LogEntry, 'statusCode' | 'outcome' | 'message'>

const ENDINGS: readonly (readonly [Ending, number])[] = [
  [{ statusCode: 200, outcome: 'relayed', message: '' }, 0.961],
  [{ statusCode: 200, outcome: 'cut', message: 'the upstream broke off in the middle' }, 0.004],
  [{ statusCode: 499, outcome: 'aborted', message: 'the client left' }, 0.025],
  [
    {
      statusCode: 400,
      outcome: 'rejected',
      message: 'invalid_request_error: prompt is too long: 213462 tokens > 200000 maximum',
    },
    0.01,
  ],
]

function toAnswer(random: Random, channel: Channel, model: string) {
  const ending = choose(random, ENDINGS)
  const slowness = DEMO_CHANNELS.find(({ name }) => name === channel.name)?.slowness ?? 1
  const firstEventMs = Math.round(skewed(random, 450, 6_500) * slowness)
  const outputTokens = skewed(random, 40, 4_000)
  const answered = { ...ending, final: true, responseBytes: outputTokens * 9 }
  if (ending.outcome === 'rejected') {
    return { ...answered, ...EMPTY, firstEventMs: null, durationMs: 180, responseBytes: 160 }
  }
  const isCached = random() < 0.86
  const context = skewed(random, 4_000, 120_000)
  const usage = {
    inputTokens: skewed(random, 20, 2_500),
    outputTokens,
    cacheReadTokens: isCached ? context : 0,
    cacheWrite5mTokens: isCached ? Math.round(context * 0.04) : context,
    cacheWrite1hTokens: 0,
  }
  const [input, output, read, write] = DEMO_RATES[model] ?? [0, 0, 0, 0]
  const costMicroUsd = Math.round(
    usage.inputTokens * input +
      usage.outputTokens * output +
      usage.cacheReadTokens * read +
      usage.cacheWrite5mTokens * write,
  )
  const durationMs = firstEventMs + Math.round(outputTokens * 14 * slowness)
  return { ...answered, firstEventMs, durationMs, usage, costMicroUsd }
}
