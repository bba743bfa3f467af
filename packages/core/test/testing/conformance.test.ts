import { describe, expect, it } from 'vitest'
import { CONFORMANCE_ROWS, runConformance } from '../../src/testing.js'
import { createGateway, createUpstreams } from './conformance-harness.js'
import { MOUNTS } from './mounts.js'

describe.each(Object.entries(MOUNTS))('conformance through the %s adapter', (name, mount) => {
  it('passes every row', { timeout: 120_000 }, async () => {
    const upstreams = await createUpstreams()
    const { gateway, close } = await createGateway(mount, upstreams.urls)
    // What is logged does not depend on the adapter, and each of those rows waits for the writer.
    const { logs, ...others } = gateway
    const seen = name === 'Node' ? gateway : others
    const results = await runConformance({ gateway: seen, upstreams: upstreams.pair })
    await close()
    await upstreams.close()

    const failed = results.filter(({ outcome }) => outcome === 'failed')
    const skipped = results.filter(({ outcome }) => outcome === 'skipped')
    expect(failed.map(({ id, detail }) => `${id}: ${detail}`)).toEqual([])
    expect(skipped.filter(({ id }) => name === 'Node' || !id.startsWith('usage.'))).toEqual([])
    expect(results.map(({ id }) => id)).toEqual(CONFORMANCE_ROWS.map(({ id }) => id))
  })
})

it('names each row once', () => {
  const ids = CONFORMANCE_ROWS.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
