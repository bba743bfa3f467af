// Writes the licences of the packages that are bundled into the server's programs beside them.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'packages/server/dist')
const metafile = join(dist, 'metafile-esm.json')

/** @type {{ inputs: Record<string, unknown> }} */
const { inputs } = JSON.parse(readFileSync(metafile, 'utf8'))
const folders = new Set(
  Object.keys(inputs).flatMap(
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0].replace(/^(\.\.\/)+/, '') ?? [],
  ),
)
const texts = [...folders].sort().map((folder) => {
  const path = join(root, folder)
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  const file = readdirSync(path).find((each) => /^(licen[cs]e|copying)/i.test(each))
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(path, file), 'utf8')
  return `${name} ${version} (${license})\n\n${text.trim()}\n`
})
writeFileSync(join(dist, 'third-party-licenses.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`))
if (existsSync(metafile)) rmSync(metafile)
