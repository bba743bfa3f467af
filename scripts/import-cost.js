// What importing an entry costs over bare Node: medians of several fresh processes, taking turns.
// Exits with 1 when @ccload/core costs more than 60 ms or 15 MB. Needs a build.
import { execFileSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'

const RUNS = 15
const BUDGET = { ms: 60, mb: 15 }
const ENTRIES = ['index', 'node', 'fetch', 'kysely', 'testing']

const dist = new URL('../packages/core/dist/', import.meta.url)
const urls = [...ENTRIES.map((name) => new URL(`${name}.js`, dist).href), 'data:text/javascript,']
const program = `
  const startedAt = performance.now()
  await import(process.argv[1])
  const ms = performance.now() - startedAt
  process.stdout.write(JSON.stringify({ ms, mb: process.memoryUsage().rss / 2 ** 20 }))
`

function measure(url) {
  const options = ['--input-type=module', '--eval', program, url]
  return JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' }))
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

/** Milliseconds and megabytes of each entry, less those of a module with nothing in it. */
export function measureImports(runs = RUNS) {
  const samples = urls.map(() => [])
  for (let run = 0; run < runs; run += 1) {
    for (const [at, url] of urls.entries()) samples[at].push(measure(url))
  }
  const medians = samples.map((list) => ({
    ms: median(list.map(({ ms }) => ms)),
    mb: median(list.map(({ mb }) => mb)),
  }))
  const bare = medians.pop()
  return ENTRIES.map((name, at) => ({
    entry: name === 'index' ? '@ccload/core' : `@ccload/core/${name}`,
    ms: medians[at].ms - bare.ms,
    mb: medians[at].mb - bare.mb,
  }))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const results = measureImports()
  for (const { entry, ms, mb } of results) {
    process.stdout.write(
      `${entry.padEnd(24)}${ms.toFixed(1).padStart(7)} ms${mb.toFixed(1).padStart(7)} MB\n`,
    )
  }
  const [core] = results
  if (core.ms > BUDGET.ms || core.mb > BUDGET.mb) {
    process.stderr.write(`@ccload/core costs more than ${BUDGET.ms} ms or ${BUDGET.mb} MB\n`)
    process.exitCode = 1
  }
}
