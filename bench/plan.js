import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/**
 * What a plan costs over 1,000 channels that serve 50 models each: the time until its first
 * candidate is known, or it is known that there is none, with the attempt's beginning and end, by
 * strategy and by what rests. Needs no build and no network: `node bench/plan.js`.
 */
const CHANNELS = 1_000
const MODELS = 50
const ROUNDS = 7
const PLANS = 4_000
const START = 1_700_000_000_000
const STRATEGIES = ['affinity', 'round-robin', 'weighted', 'least-latency']

/** What rests, and how many attempts are under way on each channel. */
const STATES = {
  'all ready': { rests: () => false, load: 0 },
  'half cooling': { rests: (/** @type {number} */ id) => id % 2 === 0, load: 0 },
  'all but one cooling': { rests: (/** @type {number} */ id) => id !== 500, load: 0 },
  'all cooling': { rests: () => true, load: 0 },
  'all ready, 20 under way on each': { rests: () => false, load: 20 },
  'half cooling, 20 under way on each': {
    rests: (/** @type {number} */ id) => id % 2 === 0,
    load: 20,
  },
}

const core = fileURLToPath(new URL('../packages/core/src', import.meta.url))
const { outputFiles } = await build({
  stdin: {
    contents: `export { createLiveState } from './state/live-state.js'
      export { createSelector } from './select/create-selector.js'
      export { ROUTING_DEFAULTS } from './state/routing.js'
      export { CHANNEL_DEFAULTS } from './domain/channel.js'
      export { Secret } from './domain/secret.js'`,
    resolveDir: core,
  },
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
})
const source = Buffer.from(outputFiles[0]?.contents ?? '').toString('base64')
const { createLiveState, createSelector, ROUTING_DEFAULTS, CHANNEL_DEFAULTS, Secret } =
  await import(`data:text/javascript;base64,${source}`)

const models = Array.from({ length: MODELS }, (_, at) => `claude-${at}`)
const channels = Array.from({ length: CHANNELS }, (_, at) => ({
  ...CHANNEL_DEFAULTS,
  id: at + 1,
  name: `channel-${at + 1}`,
  url: 'http://upstream.test',
  keys: [{ id: at + 1, secret: new Secret('secret'), enabled: true, note: '' }],
  models,
  version: 1,
  createdAt: START,
  updatedAt: START,
}))

/** @param {keyof typeof STATES} name */
function createState(name) {
  const { rests, load } = STATES[name]
  const state = createLiveState({ ...ROUTING_DEFAULTS, random: Math.random })
  state.use(channels, START)
  for (const { members } of state.groups('claude-0')) {
    for (const { channel, candidates } of members) {
      for (let attempt = 0; attempt < load; attempt += 1) state.begin(candidates[0], START)
      if (!rests(channel.id)) continue
      state.begin(candidates[0], START)
      const until = START + 60_000 + ((channel.id * 7919) % 60_000)
      const cool = { scope: 'channel', cause: 'rate-limit', until }
      state.end(candidates[0], { action: 'next', cool }, START, START)
    }
  }
  return state
}

/**
 * @param {string} strategy
 * @param {keyof typeof STATES} name
 */
function measurePlan(strategy, name) {
  const state = createState(name)
  const select = createSelector({ strategy })
  let serial = 0
  const plan = () => {
    serial += 1
    const model = models[serial % MODELS]
    const session = `session-${serial}`
    const request = { model, endpoint: 'messages', session }
    state.tick(START)
    for (const candidate of select(request, state, START)) {
      state.begin(candidate, START)
      state.end(candidate, { action: 'relay' }, START, START)
      break
    }
  }
  return time(plan)
}

/**
 * What is kept with a request's log entries of what its plan left out, while nothing changes.
 *
 * @param {keyof typeof STATES} name
 */
function measureNote(name) {
  const state = createState(name)
  let serial = 0
  return time(() => {
    serial += 1
    const request = { model: models[serial % MODELS], endpoint: 'messages', session: null }
    state.note(request, 'affinity', START)
  })
}

/** @param {() => void} work */
function time(work) {
  for (let at = 0; at < PLANS; at += 1) work()
  const rounds = Array.from({ length: ROUNDS }, () => {
    const from = process.hrtime.bigint()
    for (let at = 0; at < PLANS; at += 1) work()
    return Number(process.hrtime.bigint() - from) / PLANS / 1_000
  }).sort((a, b) => a - b)
  return rounds[Math.floor(ROUNDS / 2)] ?? Number.NaN
}

/** @param {readonly string[]} cells */
const print = (cells) => process.stdout.write(`| ${cells.join(' | ')} |\n`)

print(['microseconds per plan', ...STRATEGIES, 'note for the log'])
print(['---', ...STRATEGIES.map(() => '---'), '---'])
for (const name of /** @type {(keyof typeof STATES)[]} */ (Object.keys(STATES))) {
  const plans = STRATEGIES.map((strategy) => measurePlan(strategy, name).toFixed(1))
  print([name, ...plans, measureNote(name).toFixed(2)])
}
