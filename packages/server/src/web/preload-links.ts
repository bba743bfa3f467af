import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file that the build made, and what is fetched along with it. */
interface Chunk {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

type Manifest = Readonly<Record<string, Chunk>>

/** The languages that the pages have, by the names of their folders. */
const FOLDERS = { en: 'en', zh: 'zh-CN' } as const

export type Language = keyof typeof FOLDERS

/**
 * The links that have a browser fetch a page's code and language at once with the document, rather
 * than once the first script has run. Empty for a folder without the build's manifest.
 */
export function createPreloadLinks(webDir: string): (page: string, language: Language) => string {
  const path = join(webDir, '.vite/manifest.json')
  const manifest: Manifest = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  const entry = Object.keys(manifest).find((name) => manifest[name]?.isEntry)
  const present = withImports(manifest, entry ?? '')
  return (page, language) => {
    const wanted = new Set([
      ...withImports(manifest, `src/pages/${page}/${page}-page.tsx`),
      ...withImports(manifest, `src/locales/${FOLDERS[language]}/index.ts`),
    ])
    const chunks = [...wanted].filter((name) => !present.has(name)).map((name) => manifest[name])
    const scripts = chunks.flatMap((chunk) => chunk?.file ?? [])
    const styles = new Set(chunks.flatMap((chunk) => chunk?.css ?? []))
    return [
      ...scripts.map((file) => `<link rel="modulepreload" crossorigin href="/web/${file}">`),
      ...[...styles].map(
        (file) => `<link rel="preload" as="style" crossorigin href="/web/${file}">`,
      ),
    ].join('')
  }
}

/** The names of a chunk and of all that it imports, however far away. */
function withImports(manifest: Manifest, name: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[name]
  if (chunk === undefined || found.has(name)) return found
  found.add(name)
  for (const other of chunk.imports ?? []) withImports(manifest, other, found)
  return found
}
