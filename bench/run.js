import { cpus, platform } from 'node:os'
import { parseArgs } from 'node:util'
import { publishReport, saveReport } from './report/report.js'
import { toText } from './report/text.js'
import { scenarios } from './scenarios/all.js'
import { runSoak } from './soak.js'
import { runSuite } from './suite.js'
import { targets as allTargets } from './targets/all.js'

const HELP = `Measures ccload and other proxies side by side. Takes less than 15 minutes.

Usage: npm run bench -- [soak] [options]

  soak                 30 minutes of mixed load with faults and aborts: memory and handles
  --quick              everything shorter, without the slowest targets and the most streams:
                       less than 90 s
  --only <ids>         these scenarios, comma separated
  --targets <names>    these targets, comma separated
  --build <name=path>  measures another build's packages/server/dist/cli.js too; may be repeated
  --minutes <number>   how long the soak takes
  --help               print this

Scenarios: ${scenarios.map(({ id }) => id).join(' ')}
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
const COMMANDS = { suite, soak }

/** @typedef {ReturnType<typeof readArguments>['values']} Options */

function readArguments() {
  return parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      targets: { type: 'string' },
      build: { type: 'string', multiple: true, default: [] },
      minutes: { type: 'string', default: '30' },
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
async function soak({ minutes }) {
  return (await runSoak({ minutes: Number(minutes), print })) ? 0 : 1
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
