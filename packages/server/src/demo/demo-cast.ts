/** A channel of the demo, and how its upstream behaves. */
export interface DemoChannel {
  readonly name: string
  readonly priority: number
  readonly weight: number
  readonly models: readonly string[]
  readonly enabled: boolean
  /** The share of its requests that are refused as overloaded. */
  readonly overloaded: number
  /** Refuses its key, as an account does that has been closed. */
  readonly isRefused: boolean
  /** How slow it is, compared with the others. */
  readonly slowness: number
}

const LARGE = ['claude-opus-4-5', 'claude-sonnet-4-5', 'claude-haiku-4-5']

/** Who plays in the demo: enough for each state to be seen. */
export const DEMO_CHANNELS: readonly DemoChannel[] = [
  channel('max-main', { priority: 30, weight: 3 }),
  channel('max-second', { priority: 30, weight: 2, slowness: 1.3 }),
  channel('pay-as-you-go', { priority: 30, models: ['claude-*'], isRefused: true }),
  channel('relay-osaka', { priority: 30, overloaded: 0.25, slowness: 1.8 }),
  channel('team-b', { priority: 20, models: ['claude-sonnet-4-5', 'claude-haiku-4-5'] }),
  channel('old-gateway', { priority: 0, enabled: false }),
]

function channel(name: string, traits: Partial<DemoChannel>): DemoChannel {
  return {
    name,
    priority: 10,
    weight: 1,
    models: LARGE,
    enabled: true,
    overloaded: 0,
    isRefused: false,
    slowness: 1,
    ...traits,
  }
}

/** What is asked for, and how often. */
export const DEMO_MODELS = [
  ['claude-sonnet-4-5', 0.55],
  ['claude-haiku-4-5', 0.27],
  ['claude-opus-4-5', 0.18],
] as const

/** Who asks, and how often. */
export const DEMO_TOKENS = [
  ['laptop', 0.5],
  ['desktop', 0.3],
  ['ci', 0.2],
] as const

/** Millionths of a US dollar for a token: input, output, read from the cache, written to it. */
export const DEMO_RATES: Readonly<Record<string, readonly [number, number, number, number]>> = {
  'claude-opus-4-5': [5, 25, 0.5, 6.25],
  'claude-sonnet-4-5': [3, 15, 0.3, 3.75],
  'claude-haiku-4-5': [1, 5, 0.1, 1.25],
}
