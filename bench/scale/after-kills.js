import { setTimeout as delay } from 'node:timers/promises'
import { atMost, exactly } from '../logs/output.js'
import { formatNumber } from '../report/format.js'
import { TOKEN } from '../wire/identity.js'
import { askForMinutes } from './ask-for-minutes.js'
import { callAdmin } from './processes.js'

const PER_MINUTE = 600
const ASKED_PER_SECOND = 80
const TOLERANCE = 0.02

/** What upkeep has to remove, so that it is at work when its process dies: half a minute of it. */
const OLD_ROWS = 150_000
const OLD_MS = 60 * 86_400_000

const LOOK_EVERY_MS = 100
/** Upkeep begins ten seconds after a start, and alerts are looked for a second after a change. */
const TAKEN_WITHIN_MS = 20_000
/** What a killed process has used of a limit has faded, and its lease of upkeep has run out. */
const TERM_MS = 61_000
/** The lease of alerts, and the next look after that. */
const ALERTS_WITHIN_MS = 90_000 + 30_000

/** @typedef {import('./shared-database.js').HeldLease} HeldLease */

/**
 * Kills all processes at once, while they hold every lease that there is and have used up a token's
 * limit. The ones that come after them have to get all of it.
 *
 * @param {import('./scale.js').PartContext} context
 * @param {import('./processes.js').Processes} servers stopped; they are started anew, and left stopped
 * @returns {Promise<import('../logs/output.js').Section>}
 */
export async function afterKills({ processes, database, say }, servers) {
  const startAll = async () => {
    for (let at = 0; at < processes; at++) await servers.replace(at)
  }
  const switchAlerts = (/** @type {string} */ path) =>
    callAdmin(servers.running[0], 'PATCH', '/admin/settings', {
      alert_webhook_url: `http://127.0.0.1:9/${path}`,
    })
  const ask = (/** @type {number} */ minutes, /** @type {string} */ secret, asked = processes) =>
    askForMinutes({
      servers: servers.running.slice(0, asked),
      secret,
      minutes,
      perSecond: ASKED_PER_SECOND,
      say: (text) => say(`token limit, ${text}`),
    })

  // There may be none to be copied yet, where kills were few.
  await servers.replace(0)
  await ask(1 / 60, TOKEN, 1)
  await servers.running[0]?.stop()
  const oldRows = await servers.database.addOldRows(OLD_ROWS, OLD_MS)
  await startAll()
  const token = await callAdmin(servers.running[0], 'POST', '/admin/tokens', {
    name: 'limited',
    limits: { requests_per_minute: PER_MINUTE },
  })
  await switchAlerts('before')
  // Known to all by then: changes are looked for each second.
  await delay(3_000)
  // The limit is used up, and the leases are taken meanwhile.
  const used = sum(await ask(1 / 4, token.secret))
  say('waits for both leases to be held')
  const before = await waitFor(
    () => servers.database.leases(),
    (leases) => leases.filter(isHeld).length === 2,
    TAKEN_WITHIN_MS,
  )
  for (const { pid } of servers.running) if (pid !== null) process.kill(pid, 'SIGKILL')
  const killedAt = Date.now()

  await startAll()
  await switchAlerts('after')
  const sharers = await servers.database.sharers()
  say('waits for the lease term')
  await delay(TERM_MS - (Date.now() - killedAt))
  const forgotten = sharers - (await servers.database.sharers())
  // Upkeep is asked for after a start, and every ten minutes.
  await servers.running[0]?.stop()
  await servers.replace(0)
  const watching = watchTaken(servers.database, before, killedAt)
  const admitted = sum(await ask(1, token.secret))
  const taken = await watching
  await servers.stop()

  const off = admitted / PER_MINUTE - 1
  return {
    id: 'leases',
    title: `All ${processes} processes on ${database} are killed while they hold everything`,
    header: ['lease', 'fence', 'ran for s', 'taken over after s', 'fence then'],
    lines: before.filter(isHeldAt(killedAt)).map(({ name, fence, expiresAt }) => {
      const next = taken.get(name)
      return [
        name,
        formatNumber(fence),
        formatNumber((expiresAt - killedAt) / 1e3, 1),
        formatNumber(next && (next.at - killedAt) / 1e3, 1),
        formatNumber(next?.fence),
      ]
    }),
    goals: [
      exactly('leases held by the dead', before.filter(isHeldAt(killedAt)).length, 2),
      exactly('of these taken over', taken.size, 2),
      atMost('processes that still have a share of the limit', sharers - forgotten, processes),
      {
        text: `admitted of ${PER_MINUTE} in the minute after the term`,
        value: formatNumber(admitted),
        bound: `± ${TOLERANCE * 100} %`,
        met: Math.abs(off) <= TOLERANCE,
      },
    ],
    notes: [
      `Upkeep had ${formatNumber(oldRows)} old rows to remove, and the token had used ${formatNumber(used)} of its limit. ${forgotten} of ${sharers} shares were those of the dead.`,
    ],
  }
}

/** @param {HeldLease} lease */
function isHeld({ expiresAt }) {
  return expiresAt > Date.now()
}

/** @param {number} time @returns {(lease: HeldLease) => boolean} */
function isHeldAt(time) {
  return ({ expiresAt }) => expiresAt > time
}

/**
 * Resolves with when each lease has come to another owner, or without those that have not.
 *
 * @param {import('./shared-database.js').SharedDatabase} database
 * @param {readonly HeldLease[]} before
 * @param {number} since epoch milliseconds
 */
async function watchTaken(database, before, since) {
  /** @type {Map<string, { at: number, fence: number }>} */
  const taken = new Map()
  await waitFor(
    async () => {
      for (const { name, owner, fence } of await database.leases()) {
        const old = before.find((lease) => lease.name === name)
        const isOther = old !== undefined && owner !== old.owner && fence > old.fence
        if (isOther && !taken.has(name)) taken.set(name, { at: Date.now(), fence })
      }
      return taken
    },
    ({ size }) => size === before.length,
    since + ALERTS_WITHIN_MS - Date.now(),
  )
  return taken
}

/**
 * Looks until it is so, or no longer than it may take. Resolves with what was seen last.
 *
 * @template T
 * @param {() => Promise<T>} look
 * @param {(seen: T) => boolean} isSo
 * @param {number} withinMs
 */
async function waitFor(look, isSo, withinMs) {
  const until = performance.now() + withinMs
  let seen = await look()
  while (!isSo(seen) && performance.now() < until) {
    await delay(LOOK_EVERY_MS)
    seen = await look()
  }
  return seen
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, each) => total + each, 0)
}
