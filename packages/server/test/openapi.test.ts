import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, it } from 'vitest'
import { createAdminClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

type Node = { [name: string]: Node }

async function readDocument(): Promise<Node> {
  const { url } = await startServer()
  const answer = await createAdminClient(url)('GET', '/admin/openapi.json')
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
  return answer.json
}

/** Every object within a document. */
function* nodesOf(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value as Node
  for (const part of Object.values(value)) yield* nodesOf(part)
}

it('is valid OpenAPI 3.1, every schema in it included', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(await readDocument())
  expect(errors ?? []).toEqual([])
  expect([valid, validator.version]).toEqual([true, '3.1'])
})

it('describes each route, with its parameters and bodies', async () => {
  const { paths = {}, openapi } = await readDocument()
  expect(openapi).toBe('3.1.0')
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining([
      '/admin/channels',
      '/admin/channels/{id}',
      '/admin/explain',
      '/admin/export/channels',
      '/admin/import/channels',
      '/admin/logs',
      '/admin/settings',
      '/admin/simulate',
    ]),
  )
  const create = paths['/admin/channels']?.post
  expect(create?.requestBody?.content?.['application/json']?.schema).toMatchObject({
    type: 'object',
    required: ['name', 'url', 'models'],
    additionalProperties: false,
    properties: { weight: expect.anything(), models: { type: 'array', minItems: 1 } },
  })
  expect(Object.keys(create?.responses ?? {})).toEqual(['201', 'default'])
  const log = paths['/admin/logs']?.get?.parameters as unknown as Node[]
  expect(log.map(({ name }) => name)).toContain('before_id')
})

it('describes files by their media types', async () => {
  const { paths = {} } = await readDocument()
  const imported = paths['/admin/import/channels']?.post?.requestBody?.content ?? {}
  expect(Object.keys(imported)).toEqual(['text/csv', 'text/plain', 'application/json'])
  const exported = paths['/admin/export/channels']?.get?.responses?.['200']?.content ?? {}
  expect(Object.keys(exported)).toEqual(['text/csv', 'application/json'])
})

it('declares every parameter of every path', async () => {
  const { paths = {} } = await readDocument()
  for (const [path, operations] of Object.entries(paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    for (const { parameters } of Object.values(operations)) {
      const declared = ((parameters as unknown as Node[]) ?? [])
        .filter((parameter) => String(parameter.in) === 'path')
        .map((parameter) => String(parameter.name))
      expect([path, declared]).toEqual([path, named])
    }
  }
})

it('has unique operation ids, and no reference into nothing', async () => {
  const document = await readDocument()
  const ids: string[] = []
  for (const node of nodesOf(document)) {
    if (typeof node.operationId === 'string') ids.push(node.operationId)
    if (typeof node.$ref !== 'string') continue
    const name = /^#\/components\/schemas\/(\w+)$/.exec(node.$ref)?.[1] ?? ''
    expect(Object.keys(document.components?.schemas ?? {})).toContain(name)
  }
  expect(ids.length).toBeGreaterThan(10)
  expect(new Set(ids).size).toBe(ids.length)
})
