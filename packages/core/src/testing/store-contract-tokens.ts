import assert from 'node:assert/strict'
import type { ClientToken, TokenUse } from '../domain/client-token.js'
import type { Store } from '../ports/store.js'
import type { Check } from './store-contract.js'
import { DIFFICULT_TEXTS, sampleTokenDraft } from './store-contract-samples.js'

const DAY_MS = 86_400_000
const MONTH = Date.UTC(2026, 10, 1)
const TODAY = Date.UTC(2026, 10, 24)

function sampleUse(tokenId: number, rest: Partial<TokenUse> = {}): TokenUse {
  return { tokenId, day: TODAY, requests: 1, costMicroUsd: 10, lastUsedAt: TODAY + 1, ...rest }
}

const taken = (what: RegExp) => ({ name: 'CcloadError', code: 'token_taken', message: what })

/** What a store promises of its tokens. */
export function tokenPromises(check: Check): void {
  check('a created token has an id, the defaults and no secret', async ({ tokens }) => {
    const token = await tokens.create(sampleTokenDraft('a'))
    assert.deepEqual(token, {
      id: token.id,
      name: 'a',
      digest: sampleTokenDraft('a').digest,
      prefix: 'ccl_a',
      enabled: true,
      expiresAt: null,
      models: null,
      channelIds: null,
      limits: {
        requestsPerMinute: null,
        concurrent: null,
        dailyCostMicroUsd: null,
        monthlyCostMicroUsd: null,
      },
      lastUsedAt: null,
      version: 1,
      createdAt: token.createdAt,
      updatedAt: token.createdAt,
    })
    assert.ok(Number.isSafeInteger(token.id) && token.id > 0, 'ids are positive integers')
    assert.ok(Number.isSafeInteger(token.createdAt), 'instants are whole milliseconds')
  })

  check('what a draft names is kept, whatever it is', async ({ tokens }) => {
    const draft = sampleTokenDraft('full', {
      enabled: false,
      expiresAt: 1_900_000_000_000,
      models: ['claude-*', ...DIFFICULT_TEXTS],
      channelIds: [3, 1],
      limits: {
        requestsPerMinute: 1,
        concurrent: 2,
        dailyCostMicroUsd: 3,
        monthlyCostMicroUsd: 2 ** 40,
      },
    })
    const { id, lastUsedAt, version, createdAt, updatedAt, ...rest } = await tokens.create(draft)
    assert.deepEqual(rest, draft)
    assert.deepEqual(await tokens.get(id), {
      id,
      lastUsedAt,
      version,
      createdAt,
      updatedAt,
      ...rest,
    })
  })

  check('get and list give what create gave, in the order of ids', async ({ tokens }) => {
    const created: ClientToken[] = []
    for (const name of ['c', 'a', 'b']) {
      created.push(await tokens.create(sampleTokenDraft(name, { enabled: name !== 'a' })))
    }
    assert.deepEqual(await tokens.list(), created)
    for (const token of created) assert.deepEqual(await tokens.get(token.id), token)
  })

  check('names and digests are unique, to the letter', async ({ tokens }) => {
    const first = await tokens.create(sampleTokenDraft('a'))
    await assert.rejects(tokens.create(sampleTokenDraft('a', { digest: 'other' })), taken(/name/))
    const sameDigest = sampleTokenDraft('b', { digest: first.digest })
    await assert.rejects(tokens.create(sameDigest), taken(/secret/))
    const second = await tokens.create(sampleTokenDraft('A'))
    await assert.rejects(tokens.update(second.id, { name: 'a' }), taken(/name/))
    assert.deepEqual(await tokens.list(), [first, second])
    assert.equal((await tokens.update(second.id, { name: 'A' }))?.name, 'A')
  })

  check('a patch changes what it names, and null is told from nothing', async ({ tokens }) => {
    const rest = { expiresAt: 5, models: ['m'], channelIds: [1] }
    const before = await tokens.create(sampleTokenDraft('a', rest))
    const named = await tokens.update(before.id, { expiresAt: undefined, models: null })
    assert.deepEqual(named, { ...before, models: null, version: 2, updatedAt: named?.updatedAt })
    const limits = { ...before.limits, concurrent: 4 }
    const all = { name: 'b', enabled: false, expiresAt: null, channelIds: null, limits }
    const changed = await tokens.update(before.id, all)
    assert.deepEqual(changed, { ...named, ...all, version: 3, updatedAt: changed?.updatedAt })
    assert.deepEqual(await tokens.get(before.id), changed)
  })

  check('a change on the ground of another version is refused', async ({ tokens }) => {
    const { id } = await tokens.create(sampleTokenDraft('a'))
    const changed = await tokens.update(id, { enabled: false }, 1)
    assert.equal(changed?.version, 2)
    const refusal = { name: 'CcloadError', code: 'token_changed' }
    await assert.rejects(tokens.update(id, { enabled: true }, 1), refusal)
    assert.deepEqual(await tokens.get(id), changed)
  })

  check('what is not there is undefined, or false to remove', async ({ tokens }) => {
    assert.equal(await tokens.get(404), undefined)
    assert.equal(await tokens.update(404, { name: 'x' }), undefined)
    assert.equal(await tokens.remove(404), false)
    assert.deepEqual(await tokens.list(), [])
  })

  check('a removed token is gone, and its id is not given again', async ({ tokens }) => {
    const first = await tokens.create(sampleTokenDraft('a'))
    assert.equal(await tokens.remove(first.id), true)
    assert.equal(await tokens.get(first.id), undefined)
    const second = await tokens.create(sampleTokenDraft('a'))
    assert.ok(second.id > first.id)
  })

  check('every change is told, and nothing else', async ({ tokens }) => {
    let calls = 0
    const stop = tokens.subscribe(() => {
      calls += 1
    })
    const { id } = await tokens.create(sampleTokenDraft('a'))
    await tokens.update(id, { enabled: false })
    await tokens.usage.add([sampleUse(id)])
    await tokens.update(404, { enabled: false })
    await tokens.remove(404)
    await assert.rejects(tokens.create(sampleTokenDraft('a')))
    await tokens.remove(id)
    assert.equal(calls, 3)
    stop()
    await tokens.create(sampleTokenDraft('b'))
    assert.equal(calls, 3)
  })
}

/** What a store promises of the usage of tokens. */
export function tokenUsagePromises(check: Check): void {
  const sums = (store: Store) => store.tokens.usage.sums(TODAY, MONTH)

  check('uses add up by the day and the month', async (store) => {
    const { id: a } = await store.tokens.create(sampleTokenDraft('a'))
    const { id: b } = await store.tokens.create(sampleTokenDraft('b'))
    assert.deepEqual(await sums(store), [])
    await store.tokens.usage.add([
      sampleUse(a),
      sampleUse(a, { day: TODAY - DAY_MS, costMicroUsd: 100 }),
      sampleUse(b, { day: MONTH, costMicroUsd: 2 ** 41 }),
    ])
    await store.tokens.usage.add([sampleUse(a, { requests: 2, costMicroUsd: 5 })])
    await store.tokens.usage.add([sampleUse(a, { day: MONTH - DAY_MS, costMicroUsd: 1_000 })])
    const found = (await sums(store)).sort((one, other) => one.tokenId - other.tokenId)
    assert.deepEqual(found, [
      { tokenId: a, requestsToday: 3, costTodayMicroUsd: 15, costMonthMicroUsd: 115 },
      { tokenId: b, requestsToday: 0, costTodayMicroUsd: 0, costMonthMicroUsd: 2 ** 41 },
    ])
  })

  check('adding at the same time loses nothing', async (store) => {
    const { id } = await store.tokens.create(sampleTokenDraft('a'))
    await Promise.all(Array.from({ length: 20 }, () => store.tokens.usage.add([sampleUse(id)])))
    assert.equal((await sums(store))[0]?.costTodayMicroUsd, 200)
  })

  check('the latest use is kept, and is no change of the token', async ({ tokens }) => {
    const token = await tokens.create(sampleTokenDraft('a'))
    await tokens.usage.add([
      sampleUse(token.id, { lastUsedAt: TODAY + 9 }),
      sampleUse(token.id, { day: TODAY - DAY_MS, lastUsedAt: TODAY - 1 }),
    ])
    await tokens.usage.add([sampleUse(token.id, { lastUsedAt: TODAY + 3 })])
    assert.deepEqual(await tokens.get(token.id), { ...token, lastUsedAt: TODAY + 9 })
  })

  check('tokens that are gone are left out, and take their usage along', async (store) => {
    const { id: gone } = await store.tokens.create(sampleTokenDraft('gone'))
    const { id: kept } = await store.tokens.create(sampleTokenDraft('kept'))
    await store.tokens.usage.add([sampleUse(gone), sampleUse(kept)])
    await store.tokens.remove(gone)
    await store.tokens.usage.add([sampleUse(gone), sampleUse(404), sampleUse(kept)])
    assert.deepEqual(
      (await sums(store)).map(({ tokenId, requestsToday }) => [tokenId, requestsToday]),
      [[kept, 2]],
    )
  })

  check('hundreds of uses can be added at once, and none is no fault', async (store) => {
    await store.tokens.usage.add([])
    const { id } = await store.tokens.create(sampleTokenDraft('a'))
    const uses = Array.from({ length: 300 }, (_, at) => sampleUse(id, { day: MONTH + at * DAY_MS }))
    await store.tokens.usage.add(uses)
    await store.tokens.usage.add([...uses].reverse())
    assert.equal((await sums(store))[0]?.costMonthMicroUsd, 300 * 2 * 10)
  })
}
