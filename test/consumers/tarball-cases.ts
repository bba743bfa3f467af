import { readFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Project, Tarball } from './project.js'
import { ROOT } from './snippets.js'

const PACKAGES = ['core', 'adapter-express', 'adapter-koa', 'server']
const UNWANTED = /\.(test|spec)\.|\.map$|(^|\/)(src|test|node_modules)\/|tsbuildinfo|\.env|\.db/

/** What is in the tarballs, and what is not. They have been installed in the project. */
export function tarballCases(project: () => Project, tarballs: () => readonly Tarball[]): void {
  describe.each(PACKAGES)('the tarball of %s', (folder) => {
    const name = `@ccload/${folder}`
    const find = () => {
      const tarball = tarballs().find((one) => one.name === name)
      if (tarball === undefined) throw new Error(`${name} has not been packed`)
      return tarball
    }
    const installed = (path: string) =>
      readFile(join(project().folder, 'node_modules', name, path), 'utf8')
    const source = (path: string) => readFile(join(ROOT, 'packages', folder, path), 'utf8')

    it('holds a README, a LICENSE and what was built, and nothing else', () => {
      const paths = find().files.map(({ path }) => path)
      expect(paths).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'package.json']))
      const outside = ['README.md', 'LICENSE', 'package.json']
      expect(paths.filter((path) => !outside.includes(path) && !path.startsWith('dist/'))).toEqual(
        [],
      )
      expect(paths.filter((path) => UNWANTED.test(path))).toEqual([])
    })

    it('holds no module that nothing imports', async () => {
      const { exports, bin = {} } = JSON.parse(await installed('package.json'))
      const entries = [
        ...Object.values<{ default?: string }>(exports),
        ...Object.values<string>(bin),
      ]
        .map((entry) => (typeof entry === 'string' ? entry : entry.default))
        .filter((path) => path?.endsWith('.js') === true)
        .map((path) => posix.normalize(path as string))
      const built = find()
        .files.map(({ path }) => path)
        .filter((path) => /^dist\/[^/]+\.js$/.test(path))
      const imported = await followImports([...entries, ...PROGRAMS], built, installed)
      expect(built.filter((path) => !imported.has(path))).toEqual([])
    })

    it('holds no declaration without a source', async () => {
      const missing: string[] = []
      for (const { path } of find().files) {
        if (!path.endsWith('.d.ts')) continue
        const origin = path.replace(/^dist/, 'src').replace(/\.d\.ts$/, '')
        await source(`${origin}.ts`)
          .catch(() => source(`${origin}.js`))
          .catch(() => missing.push(path))
      }
      expect(missing).toEqual([])
    })

    it('has about the size that is stated', async () => {
      const page = await readFile(join(ROOT, 'docs/embedding.md'), 'utf8')
      const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`))
      const [packed, unpacked] = [...(row ?? '').matchAll(/(\d+) KiB/g)].map(([, kib]) =>
        Number(kib),
      )
      expect(about(find().size), 'packed, in KiB').toEqual(near(packed))
      expect(about(find().unpackedSize), 'unpacked, in KiB').toEqual(near(unpacked))
    })
  })
}

/** Run by name: by `npm run demo`, and by a thread. */
const PROGRAMS = ['dist/demo.js', 'dist/sqlite-worker.js']

/** The modules that are reached from some, those included, by whatever names them. */
async function followImports(
  from: readonly string[],
  built: readonly string[],
  read: (path: string) => Promise<string>,
): Promise<ReadonlySet<string>> {
  const found = new Set(from)
  for (const path of found) {
    if (!built.includes(path)) continue
    const text = await read(path)
    for (const [, name = ''] of text.matchAll(/["'`]\.\/([\w.-]+\.js)["'`]/g)) {
      found.add(posix.join(dirname(path), name))
    }
  }
  return found
}

function about(bytes: number): number {
  return Math.round(bytes / 1024)
}

/** Within 20 %, and a KiB for what is very small. */
function near(stated = 0) {
  const slack = Math.max(stated * 0.2, 1)
  return expect.toSatisfy((value: number) => Math.abs(value - stated) <= slack, `about ${stated}`)
}
