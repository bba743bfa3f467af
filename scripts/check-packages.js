// Packs each workspace and checks the tarball as users will see it: exports, types, files.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const run = (command, ...args) => execFileSync(command, args, { stdio: 'inherit' })
const { workspaces } = JSON.parse(readFileSync('package.json', 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'ccload-pack-'))

try {
  for (const workspace of workspaces) {
    const packed = execFileSync(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, '-w', workspace],
      { encoding: 'utf8' },
    )
    const [{ filename, size, entryCount }] = Object.values(JSON.parse(packed))
    process.stdout.write(`${filename}: ${entryCount} files, ${Math.ceil(size / 1024)} KiB packed\n`)
    const tarball = join(folder, filename)
    run('npx', 'publint', '--strict', tarball)
    run('npx', 'attw', '--profile', 'esm-only', tarball)
  }
} finally {
  rmSync(folder, { recursive: true })
}
