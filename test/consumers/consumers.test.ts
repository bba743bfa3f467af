import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createProject,
  install,
  lockLikeHere,
  type Project,
  packAll,
  type Tarball,
} from './project.js'
import { shellCases } from './shell-cases.js'
import { ROOT, readSnippets } from './snippets.js'
import { tarballCases } from './tarball-cases.js'
import { typeCases } from './type-cases.js'

// Needs a build. The packages are packed and installed once; everything else works on that.
const snippets = await readSnippets()
const code = snippets.filter(({ language }) => language !== 'sh')
let project: Project
let tarballs: readonly Tarball[]

function fileOf(name: string): string {
  const found = tarballs.find((tarball) => tarball.name === name)
  if (found === undefined) throw new Error(`${name} has not been packed`)
  return found.file
}

beforeAll(async () => {
  project = await createProject()
  tarballs = await packAll(project)
  await project.write(
    'run-snippet.mjs',
    await readFile(join(ROOT, 'test/consumers/run-snippet.js'), 'utf8'),
  )
})
afterAll(() => project.remove())

/** Runs a snippet in the project, as plain JavaScript. */
async function run(name: string, text: string): Promise<void> {
  const plain = transformSync(text, { loader: 'ts', target: 'node20', format: 'esm' }).code
  const file = await project.write(`snippets/${name.replaceAll(/\W+/g, '-')}.mjs`, plain)
  const printed = await project.run('node', ['run-snippet.mjs', file, toExpectation(text)])
  expect(printed).toContain('as expected')
}

/** What a snippet is for shows in what it calls. */
function toExpectation(text: string): string {
  if (text.includes('@ccload/server')) return 'answers'
  if (text.includes('.listen(8080')) return 'streams'
  return text.includes('export const POST') ? 'routes' : 'ends'
}

describe('a stranger', () => {
  it('comes from an empty folder to a streamed answer', async () => {
    const page = code.find(
      ({ name, text }) => name.startsWith('README.md') && text.includes('express'),
    )
    if (page === undefined) throw new Error('README.md shows no middleware')
    await project.run('npm', ['init', '-y'])
    await lockLikeHere(project)
    await install(project, [fileOf('@ccload/core'), fileOf('@ccload/adapter-express'), 'express'])
    await run('stranger', page.text)
  })

  it('gets undici and nothing else with the core', async () => {
    const core = JSON.parse(
      await readFile(join(project.folder, 'node_modules/@ccload/core/package.json'), 'utf8'),
    )
    expect(Object.keys(core.dependencies)).toEqual(['undici'])
    const program = `
      import * as core from '@ccload/core'
      await import('@ccload/core/node')
      await import('@ccload/core/fetch')
      await import('@ccload/core/testing')
      const missing = await import('@ccload/core/kysely').catch(({ code }) => code)
      console.log(typeof core.createProxy, missing)
    `
    const file = await project.write('plain.mjs', program)
    expect(await project.run('node', [file])).toBe('function ERR_MODULE_NOT_FOUND\n')
  })

  it('may require it from CommonJS', async ({ skip }) => {
    if (Number.parseInt(process.versions.node, 10) < 22) {
      skip(`Node ${process.versions.node} cannot require ES modules: 22.12 or later is needed`)
    }
    const program = `
      const { createProxy, createMemoryStore } = require('@ccload/core')
      const { createExpressMiddleware } = require('@ccload/adapter-express')
      const { createNodeHandler } = require('@ccload/core/node')
      const middleware = createExpressMiddleware(createProxy({ store: createMemoryStore() }))
      console.log(typeof middleware, typeof createNodeHandler)
    `
    const file = await project.write('plain.cjs', program)
    expect(await project.run('node', [file])).toBe('function function\n')
  })
})

describe('with everything installed', () => {
  beforeAll(async () => {
    const packages = ['@types/express', '@types/koa', '@types/node', '@types/better-sqlite3']
    const hosts = ['koa', 'hono', 'fastify', 'kysely', 'better-sqlite3', 'pino']
    const own = [fileOf('@ccload/adapter-koa'), fileOf('@ccload/server')]
    await install(project, [...own, ...hosts, ...packages])
    // Its binary is compiled or fetched by a script of its own, which was done for the repository.
    const binary = 'node_modules/better-sqlite3/build'
    await cp(join(ROOT, binary), join(project.folder, binary), { recursive: true })
  })

  it.each(code)('runs $name', ({ name, text }) => run(name, text))
  typeCases(() => project, code)
  shellCases(
    () => project,
    snippets.filter(({ language }) => language === 'sh'),
  )
  tarballCases(
    () => project,
    () => tarballs,
  )
})
