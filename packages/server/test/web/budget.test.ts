import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { webDir } from '../../src/web-dir.js'

interface Chunk {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
  readonly css?: readonly string[]
}

const manifest: Record<string, Chunk> = JSON.parse(
  readFileSync(join(webDir, '.vite/manifest.json'), 'utf8'),
)

/** Gzipped bytes of files. */
const weigh = (files: Iterable<string>) =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(webDir, file))).length, 0)

/** A chunk with all that is fetched along with it. */
function withImports(name: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[name]
  if (chunk === undefined || found.has(name)) return found
  found.add(name)
  for (const other of chunk.imports ?? []) withImports(other, found)
  return found
}

const filesOf = (names: Iterable<string>) =>
  new Set([...names].flatMap((name) => manifest[name]?.file ?? []))

const entry = Object.keys(manifest).find((name) => manifest[name]?.isEntry) ?? ''
const initial = withImports(entry)

it('begins with at most 250 kB of script', () => {
  expect(weigh(filesOf(initial))).toBeLessThan(250_000)
})

it('begins with at most 60 kB of style', () => {
  expect(weigh([...initial].flatMap((name) => manifest[name]?.css ?? []))).toBeLessThan(60_000)
})

it.each(['channels', 'logs', 'tokens', 'settings'])(
  'shows %s with at most 350 kB in all',
  (page) => {
    const name = `src/pages/${page}/${page}-page.tsx`
    expect(manifest[name]).toBeDefined()
    const files = filesOf(withImports(name, new Set(initial)))
    const language = filesOf(withImports('src/locales/zh-CN/index.ts'))
    expect(weigh(new Set([...files, ...language]))).toBeLessThan(350_000)
  },
)

it('fetches charts only with a chart', () => {
  const isChart = (name: string) =>
    readFileSync(join(webDir, manifest[name]?.file ?? ''), 'utf8').includes('recharts-')
  const charts = Object.keys(manifest).filter(
    (name) => manifest[name]?.file.endsWith('.js') && isChart(name),
  )
  expect(charts.length).toBeGreaterThan(0)
  const early = withImports('src/pages/overview/overview-page.tsx', new Set(initial))
  expect(charts.filter((name) => early.has(name))).toEqual([])
})
