// Removes declarations whose sources are gone: tsc leaves them, and they would be published.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const DECLARATION = /\.d\.ts$/
const { workspaces } = JSON.parse(readFileSync('package.json', 'utf8'))

for (const workspace of workspaces) {
  const dist = join(workspace, 'dist')
  if (!existsSync(dist)) continue
  for (const path of readdirSync(dist, { recursive: true })) {
    if (!DECLARATION.test(path) || path.startsWith('web')) continue
    const source = join(workspace, 'src', path.replace(DECLARATION, ''))
    const isStale = ['.ts', '.js'].every((extension) => !existsSync(source + extension))
    if (isStale) rmSync(join(dist, path))
  }
}
