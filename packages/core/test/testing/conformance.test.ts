import { describe, expect, it } from 'vitest'
import { CONFORMANCE_ROWS, type RowResult, runConformance } from '../../src/testing.js'
import { createGateway, createUpstreams } from './conformance-harness.js'
import { toConformancePage } from './conformance-page.js'
import { MOUNTS } from './mounts.js'
import { createServerGateway } from './server-gateway.js'

type Urls = Parameters<typeof createGateway>[1]

const GATEWAYS = [
  ...Object.entries(MOUNTS).map(
    ([name, mount]) => [name, (urls: Urls) => createGateway(mount, urls)] as const,
  ),
  ['Server', createServerGateway] as const,
]

const columns: Record<string, readonly RowResult[]> = {}

describe.each(GATEWAYS)('conformance: %s', (name, create) => {
  it('passes every row', { timeout: 120_000 }, async () => {
    const upstreams = await createUpstreams()
    const { gateway, close } = await create(upstreams.urls)
    const results = await runConformance({ gateway, upstreams: upstreams.pair })
    columns[name] = results
    await close()
    await upstreams.close()

    const others = results.filter(({ outcome }) => outcome !== 'passed')
    expect(others.map(({ id, outcome, detail }) => `${id} ${outcome}: ${detail}`)).toEqual([])
    expect(results.map(({ id }) => id)).toEqual(CONFORMANCE_ROWS.map(({ id }) => id))
  })
})

it('names each row once', () => {
  const ids = CONFORMANCE_ROWS.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

// Written anew by `npm run docs:conformance`.
it('has its page in docs/ as the rows came out', async () => {
  const page = new URL('../../../../docs/conformance.md', import.meta.url).pathname
  await expect(toConformancePage(columns)).toMatchFileSnapshot(page)
})
