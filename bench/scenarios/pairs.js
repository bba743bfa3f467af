import { interleave } from '../lib/rounds.js'
import { verify } from '../lib/verify.js'
import { warmUp } from '../lib/warm-up.js'
import { createCcload } from '../targets/ccload.js'
import { thousandChannels, thousandChannelsOfManyKeys } from '../targets/ccload-many.js'
import { ccloadNoRows, ccloadRows } from '../targets/ccload-rows.js'
import { JSON_ANSWER_BYTES } from '../wire/answer.js'
import { toMetrics } from './closed-loop.js'
import { TRUST_COLUMNS, toRows } from './scenario.js'

/**
 * A scenario that compares variants of ccload, each against the other in many short rounds.
 *
 * @param {object} options
 * @param {string} options.id
 * @param {string} options.title
 * @param {(isQuick: boolean) => import('../targets/target.js').Target[]} options.targets
 * @returns {import('./scenario.js').Scenario}
 */
function createPair({ id, title, targets }) {
  return {
    id,
    title,
    columns: [
      { key: 'rate', label: 'requests/s', digits: 0 },
      { key: 'cpuUs', label: 'CPU µs/request', digits: 1 },
      { key: 'p99Us', label: 'p99 µs', digits: 0 },
      ...TRUST_COLUMNS,
    ],
    async run({ rig, isQuick, say }) {
      /** @type {Map<string, import('../targets/target.js').Running>} */
      const running = new Map()
      /** @type {string[]} */
      const notes = []
      try {
        for (const target of targets(isQuick)) {
          say(`starting ${target.name}`)
          try {
            const started = await startWarm(rig, target, { isQuick })
            running.set(target.name, started)
          } catch (error) {
            notes.push(
              `${target.name} was left out: ${error instanceof Error ? error.message : error}`,
            )
          }
        }
        await rig.setMode({ kind: 'json' })
        const measured = await interleave(
          [...running.keys()],
          isQuick ? 2 : 5,
          async (name) =>
            toMetrics(
              await rig.run({
                do: 'closed-loop',
                to: rig.destination(/** @type {any} */ (running.get(name))),
                connections: 64,
                bodyBytes: 2048,
                stream: false,
                contentBytes: JSON_ANSWER_BYTES,
                // Who has been idle has shrunk its heap, and grows it again first.
                warmMs: isQuick ? 200 : 1500,
                measureMs: isQuick ? 500 : 2000,
              }),
            ),
          { say },
        )
        return { rows: toRows(measured), notes }
      } finally {
        await Promise.all([...running.values()].map((each) => each.stop()))
      }
    },
  }
}

/**
 * @param {import('../lib/rig.js').Rig} rig
 * @param {import('../targets/target.js').Target} target
 * @param {{ isQuick: boolean }} options
 */
async function startWarm(rig, target, options) {
  const reason = target.missing()
  if (reason !== undefined) throw new Error(reason)
  const surroundings = rig.surroundings(rig.createFolder(target.name))
  let running = await target.start(surroundings)
  // V8 judges objects by what has become of those that the import of a thousand channels made, and
  // goes on for long to take short-lived ones for long-lived: a server is rarely left like that.
  if (target.restart !== undefined) {
    await running.stop()
    running = await target.restart(surroundings)
  }
  await verify(rig, running)
  await warmUp(rig, running, options)
  return running
}

export const logRows = createPair({
  id: 'log-rows',
  title: 'Log rows to SQLite on and off, 2 KB requests, 64 connections',
  targets: () => [ccloadRows, ccloadNoRows],
})

export const manyChannels = createPair({
  id: 'many-channels',
  title:
    '1,000 channels of 50 models, with 1 and 200 keys each, and 200 tokens, against 5 channels',
  targets: (isQuick) => [
    createCcload({ name: '5-channels' }),
    thousandChannels,
    ...(isQuick ? [] : [thousandChannelsOfManyKeys]),
  ],
})
