import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { byGroup, selfTimes, totalTimes } from './lib/cpu-profile.js'
import { startRig } from './lib/rig.js'
import { targets } from './targets/all.js'
import { createCcload } from './targets/ccload.js'
import { thousandChannels, thousandChannelsOfManyKeys } from './targets/ccload-many.js'
import { nowUs } from './wire/clock.js'

/** Under what load a profile is taken. */
const LOADS = {
  'json-2k': { connections: 64, bodyBytes: 2048, stream: false },
  'json-100k': { connections: 64, bodyBytes: 102_400, stream: false },
  'c1-2k': { connections: 1, bodyBytes: 2048, stream: false },
  'sse-fast': { connections: 32, bodyBytes: 2048, stream: true },
  'sse-500': { streams: 500, bodyBytes: 2048, intervalMs: 20 },
}
const WARM_MS = 1500
const LEAVE_MS = 500

const HELP = `Shows where a proxy's time goes: its functions by the time they take themselves.

Usage: node bench/profile.js [${Object.keys(LOADS).join(' | ')}] [options]

  --target <name>   what to profile: ccload (default), 1000-channels,
                    1000-channels-200-keys, or another target on Node
  --build <path>    another packages/server/dist/cli.js
  --seconds <n>     how long the load lasts after it has warmed up (default 4)
  --top <n>         how many functions to print (default 30)
  --total           by the time that functions take with all that they call
`

const print = (/** @type {string} */ text) => void process.stdout.write(`${text}\n`)

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      target: { type: 'string', default: 'ccload' },
      build: { type: 'string' },
      seconds: { type: 'string', default: '4' },
      top: { type: 'string', default: '30' },
      total: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const name = /** @type {keyof typeof LOADS} */ (positionals[0] ?? 'json-2k')
  if (values.help || LOADS[name] === undefined) return print(HELP)
  const rig = await startRig()
  const target = values.build
    ? createCcload({ cli: values.build })
    : [...targets, thousandChannels, thousandChannelsOfManyKeys].find(
        ({ name }) => name === values.target,
      )
  const reason = target === undefined ? `there is no target ${values.target}` : target.missing()
  if (target === undefined || reason !== undefined) throw new Error(reason)
  const folder = rig.createFolder('profile')
  const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}/profiles`, '--cpu-prof-interval=200']
  const running = await target.start(rig.surroundings(folder, flags))
  const window = await putUnderLoad(rig, running, name, Number(values.seconds) * 1000)
  await running.stop()
  const list = values.total ? totalTimes : selfTimes
  printProfiles(`${folder}/profiles`, window, Number(values.top), list)
}

/**
 * @param {import('./lib/rig.js').Rig} rig
 * @param {import('./targets/target.js').Running} running
 * @param {keyof typeof LOADS} name
 * @param {number} measureMs
 */
async function putUnderLoad(rig, running, name, measureMs) {
  const load = LOADS[name]
  const to = rig.destination(running)
  if ('streams' in load) {
    await rig.setMode({ kind: 'paced', intervalMs: load.intervalMs })
    const job = { ...load, opening: 50, settleMs: WARM_MS, measureMs }
    const { events, targetCpuMs } = await rig.run({ do: 'open-streams', to, ...job })
    const toUs = nowUs()
    // A server that still has streams waits for them, and would be killed before it has written.
    await rig.run({ do: 'leave-streams' })
    await new Promise((resolve) => setTimeout(resolve, LEAVE_MS))
    print(`${name}: ${((targetCpuMs * 1e3) / events).toFixed(1)} µs of CPU per event`)
    return { fromUs: toUs - measureMs * 1e3, toUs }
  }
  await rig.setMode(load.stream ? { kind: 'fast', events: 200 } : { kind: 'json' })
  const job = { ...load, contentBytes: null, warmMs: WARM_MS, measureMs }
  const { completed, targetCpuMs, wallMs } = await rig.run({ do: 'closed-loop', to, ...job })
  const toUs = nowUs()
  const cpuUs = ((targetCpuMs * 1e3) / completed).toFixed(1)
  print(`${name}: ${((completed / wallMs) * 1e3).toFixed(0)} requests/s, ${cpuUs} µs of CPU each`)
  return { fromUs: toUs - measureMs * 1e3, toUs }
}

/**
 * One profile per thread.
 *
 * @param {string} folder
 * @param {{ fromUs: number, toUs: number }} window
 * @param {number} top
 * @param {typeof selfTimes} list
 */
function printProfiles(folder, { fromUs, toUs }, top, list) {
  for (const file of readdirSync(folder).sort()) {
    const profile = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))
    const costs = selfTimes(profile, fromUs, toUs)
    const all = costs.reduce((sum, { us }) => sum + us, 0)
    const busy = all - (costs.find(({ group }) => group === 'idle')?.us ?? 0)
    const share = (/** @type {number} */ us) => `${((us / busy) * 100).toFixed(1).padStart(5)} %`
    const isBusy = (/** @type {{ group: string }} */ { group }) => group !== 'idle'
    print(
      `\nThread ${file.split('.')[4]}: busy ${((busy / all) * 100).toFixed(0)} % of the time; shares of that:\n`,
    )
    for (const { group, us } of byGroup(costs).filter(isBusy)) print(`${share(us)}  ${group}`)
    print('')
    const shown = list(profile, fromUs, toUs).filter(isBusy).slice(0, top)
    for (const { name, us } of shown) print(`${share(us)}  ${name}`)
  }
}

main().then(
  () => process.exit(),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    process.exit(1)
  },
)
