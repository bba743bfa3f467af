import { cpus, platform } from 'node:os'
import { parseArgs } from 'node:util'
import { runLogs } from './logs/logs.js'
import { parts } from './logs/parts.js'
import { publishReport, saveReport } from './report/report.js'
import { toText } from './report/text.js'
import { runScale, scaleParts } from './scale/scale.js'
import { scenarios } from './scenarios/all.js'
import { runSoak } from './soak.js'
import { runSuite } from './suite.js'
import { targets as allTargets } from './targets/all.js'

const HELP = `Measures ccload and other proxies side by side. Takes less than 15 minutes.

Usage: npm run bench -- [soak | logs | scale] [options]

  soak                 30 minutes of mixed load with faults and aborts: memory and handles
  logs                 that no log row is lost and none is in the way
  scale                that several processes on one database agree
  --quick              everything shorter, without the slowest targets and the most streams:
                       less than 90 s; scale: two processes, less than 15 minutes
  --only <ids>         these scenarios, or parts of logs or scale, comma separated
  --targets <names>    these targets, comma separated
  --build <name=path>  measures another build's packages/server/dist/cli.js too; may be repeated
  --minutes <number>   how long the soak takes (30), or a limit is watched (3)
  --rows <numbers>     log rows that are generated, comma separated (100000,1000000,10000000)
  --databases <folder> keeps generated SQLite databases there for later runs, and PostgreSQL's
                       where BENCH_POSTGRES_URL names a server
  --requests <number>  at full speed (200000)
  --rounds <number>    of each query (9)
  --seconds <number>   how long a lock or a full disk lasts, and streams are measured (30)
  --kills <number>     how often a server is killed (20)
  --edits <number>     how many edits are made (200)
  --help               print this

Scenarios: ${scenarios.map(({ id }) => id).join(' ')}
Parts of logs: ${parts.map(({ id }) => id).join(' ')}
Parts of scale: ${scaleParts.map(({ id }) => id).join(' ')}
Targets: ${allTargets.map(({ name }) => name).join(' ')}

Results are kept in bench/results/; a whole run writes docs/performance.md too.
`

const print = (/** @type {string} */ text) => void process.stdout.write(text)
/** One line that changes in a terminal; a line per scenario elsewhere. */
const say = (/** @type {string} */ scenario, /** @type {string} */ text) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${scenario} ${text}`)
  else if (text === '') process.stderr.write(`${scenario}\n`)
}

/** @param {string | undefined} text */
function toList(text) {
  return (text ?? '').split(',').filter(Boolean)
}

/** What can be run: each gets the options and returns the exit status. */
const COMMANDS = { suite, soak, logs, scale }

/** @typedef {ReturnType<typeof readArguments>['values']} Options */

function readArguments() {
  return parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      targets: { type: 'string' },
      build: { type: 'string', multiple: true, default: [] },
      minutes: { type: 'string' },
      edits: { type: 'string', default: '200' },
      rows: { type: 'string', default: '100000,1000000,10000000' },
      requests: { type: 'string', default: '200000' },
      databases: { type: 'string' },
      rounds: { type: 'string', default: '9' },
      seconds: { type: 'string', default: '30' },
      kills: { type: 'string', default: '20' },
      help: { type: 'boolean', default: false },
    },
  })
}

/** @param {Options} options */
async function suite(options) {
  const only = toList(options.only)
  const targets = toList(options.targets)
  const builds = Object.fromEntries(options.build.map((pair) => pair.split(/=(.*)/s).slice(0, 2)))
  const report = await runSuite({ isQuick: options.quick, only, targets, builds, say })
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  const isWhole = !options.quick && only.length === 0 && targets.length === 0
  const kept = saveReport(report, isWhole ? 'latest' : 'partial')
  print(toText(report, scenarios))
  print(`\n${(report.durationMs / 1000).toFixed(0)} s. Kept in ${kept}\n`)
  if (isWhole && options.build.length === 0) {
    print(`Published in ${publishReport(report, scenarios)}\n`)
  }
  return 0
}

/** @param {Options} options */
async function soak({ minutes = '30' }) {
  return (await runSoak({ minutes: Number(minutes), print })) ? 0 : 1
}

/** @param {Options} options */
async function logs(options) {
  const isMet = await runLogs({
    only: toList(options.only),
    rows: toList(options.rows).map(toCount),
    requests: toCount(options.requests),
    rounds: toCount(options.rounds),
    seconds: toCount(options.seconds),
    kills: toCount(options.kills),
    keptIn: options.databases,
    print,
    say,
  })
  return isMet ? 0 : 1
}

/** @param {Options} options */
async function scale({ only, quick, minutes = '3', edits, kills, rounds }) {
  const atMost = (/** @type {string} */ text, /** @type {number} */ most) =>
    quick ? Math.min(toCount(text), most) : toCount(text)
  const isMet = await runScale({
    only: toList(only),
    isQuick: quick,
    edits: atMost(edits, 20),
    minutes: atMost(minutes, 1),
    kills: atMost(kills, 3),
    rounds: atMost(rounds, 2),
    print,
    say,
  })
  return isMet ? 0 : 1
}

/** @param {string} text */
function toCount(text) {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw new Error(`${text} is no number of anything`)
  return count
}

async function main() {
  const { values, positionals } = readArguments()
  const [name = 'suite'] = positionals
  const command = COMMANDS[/** @type {keyof typeof COMMANDS} */ (name)]
  if (values.help || command === undefined) {
    print(HELP)
    return values.help ? 0 : 1
  }
  if (platform() !== 'linux') throw new Error('This needs Linux: it reads /proc and uses taskset.')
  if (cpus().length < 2)
    throw new Error('This needs two cores: one for the load, one for the proxy.')
  return command(values)
}

main().then(
  (status) => process.exit(status),
  (error) => {
    process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`)
    process.exit(1)
  },
)
