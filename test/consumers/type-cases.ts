import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Project } from './project.js'
import { ROOT, type Snippet } from './snippets.js'

const COMMON = {
  target: 'ES2022',
  lib: ['ES2023'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
}

const RESOLUTIONS = {
  // The declarations that the packages bring along have to hold too; once is enough.
  nodenext: { module: 'NodeNext', moduleResolution: 'NodeNext', skipLibCheck: false },
  bundler: { module: 'ESNext', moduleResolution: 'Bundler', skipLibCheck: true },
}

/** Every entry, as a program of CommonJS imports it. */
const COMMONJS = `
  import { createExpressMiddleware } from '@ccload/adapter-express'
  import { createKoaMiddleware } from '@ccload/adapter-koa'
  import { createMemoryStore, createProxy } from '@ccload/core'
  import { createFetchHandler } from '@ccload/core/fetch'
  import { createKyselyStore } from '@ccload/core/kysely'
  import { createNodeHandler } from '@ccload/core/node'
  import { createFakeAnthropic } from '@ccload/core/testing'
  import { createServer } from '@ccload/server'
  const proxy = createProxy({ store: createMemoryStore() })
  export const all = [createExpressMiddleware(proxy), createKoaMiddleware(proxy), createFetchHandler(proxy),
    createNodeHandler(proxy), createKyselyStore, createFakeAnthropic, createServer]
`

/** The types of all snippets and examples, in a project that the packages are installed in. */
export function typeCases(project: () => Project, snippets: readonly Snippet[]): void {
  describe.each(Object.entries(RESOLUTIONS))('TypeScript with %s', (name, resolution) => {
    it('accepts the snippets and the examples', async () => {
      const folder = `types-${name}`
      for (const { name: page, text } of snippets) {
        await project().write(`${folder}/${page.replaceAll(/\W+/g, '-')}.mts`, text)
      }
      for (const example of await readdir(join(ROOT, 'examples'))) {
        const text = await readFile(join(ROOT, 'examples', example), 'utf8')
        // As modules they are named otherwise, and so are those that they import.
        const asModule = text.replaceAll(/(from '\.\/[\w-]+)\.js'/g, "$1.mjs'")
        await project().write(`${folder}/${example.replace(/\.ts$/, '.mts')}`, asModule)
      }
      if (name === 'nodenext') await project().write(`${folder}/commonjs.cts`, COMMONJS)
      const config = { compilerOptions: { ...COMMON, ...resolution }, include: ['.'] }
      const path = await project().write(`${folder}/tsconfig.json`, JSON.stringify(config))
      expect(await check(project(), path)).toEqual([])
    })
  })
}

/** What tsc says; of what other packages declare it may say what it likes. */
async function check(project: Project, config: string): Promise<string[]> {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const said = await project.run('node', [tsc, '-p', config]).catch(({ message }) => `${message}`)
  return said
    .split('\n')
    .filter((line) => line.includes('error TS') && !/^node_modules\/(?!@ccload\/)/.test(line))
}
