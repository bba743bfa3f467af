import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { webDir } from '../../../src/web-dir.js'

const source = fileURLToPath(new URL('../../../web/', import.meta.url))

/** Throws unless the built pages are those of the sources: a stale build would prove nothing. */
export function checkBuild(): void {
  const built = join(webDir, 'index.html')
  if (!existsSync(built)) throw new Error('The pages are not built: npm run build')
  const builtAt = statSync(built).mtimeMs
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.test.ts')) continue
    const path = join(entry.parentPath, entry.name)
    if (statSync(path).mtimeMs > builtAt) {
      throw new Error(`${path} is newer than the built pages: npm run build`)
    }
  }
}
