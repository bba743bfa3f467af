import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The top of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A fenced block of code that readers are meant to paste. */
export interface Snippet {
  /** The page and the line that it begins on. */
  readonly name: string
  readonly language: 'ts' | 'js' | 'sh'
  readonly text: string
}

const FENCE = /^```(ts|js|sh)\n(.*?)^```$/gms

/** Every block of every page that users read: the READMEs, also those of the packages, and guides. */
export async function readSnippets(): Promise<Snippet[]> {
  const folders = ['.', 'docs', 'packages/core', 'packages/adapter-express', 'packages/adapter-koa']
  const pages: string[] = [join(ROOT, 'packages/server/README.md')]
  for (const folder of folders) {
    for (const name of await readdir(join(ROOT, folder))) {
      if (name.endsWith('.md')) pages.push(join(ROOT, folder, name))
    }
  }
  const snippets = await Promise.all(pages.map(readPage))
  return snippets.flat()
}

async function readPage(path: string): Promise<Snippet[]> {
  const page = await readFile(path, 'utf8')
  return [...page.matchAll(FENCE)].map(({ index, 1: language, 2: text = '' }) => {
    const line = page.slice(0, index).split('\n').length
    return { name: `${relative(ROOT, path)}:${line}`, language: language as 'ts', text }
  })
}
