import { withFresh } from '../lib/fresh.js'
import { interleave } from '../lib/rounds.js'
import { toRows } from './scenario.js'

const CLIENTS = 200
const ANSWER_BYTES = 10 * 1024 * 1024

/** @type {import('./scenario.js').Scenario} */
export const slowReaders = {
  id: 'slow-readers',
  title: '200 clients that read 1 KB/s of 10 MB answers, half of them streams',
  columns: [
    { key: 'kbPerClient', label: 'RSS growth KB/client', digits: 1 },
    { key: 'idleMb', label: 'idle MB', digits: 0 },
    { key: 'rssMb', label: 'RSS MB', digits: 0 },
    { key: 'reading', label: 'clients reading' },
    { key: 'stillOpen', label: 'open upstream 1.2 s after all left' },
  ],
  async run(bench) {
    const { rig, pool, isQuick, builds, say } = bench
    const wanted = [...(isQuick ? [] : ['nginx']), 'floor', 'ccload', ...builds]
    const names = wanted.filter((name) => pool.names.includes(name) && !pool.skipped.has(name))
    const measured = await interleave(
      names,
      1,
      (name) =>
        withFresh(bench, pool.target(name), async (running) => {
          await rig.setMode({ kind: 'large', bytes: ANSWER_BYTES })
          const { rssBefore, rssBytes, reading } = await rig.run({
            do: 'slow-readers',
            to: rig.destination(running),
            clients: CLIENTS,
            bytesPerSecond: 1024,
            measureMs: isQuick ? 2000 : 8000,
          })
          await new Promise((resolve) => setTimeout(resolve, 1200))
          const { openStreams } = await rig.mockState()
          return {
            kbPerClient: (rssBytes - rssBefore) / 1024 / CLIENTS,
            idleMb: rssBefore / 1e6,
            rssMb: rssBytes / 1e6,
            reading,
            stillOpen: openStreams,
          }
        }),
      { say },
    )
    return { rows: toRows(measured), notes: [] }
  },
}
