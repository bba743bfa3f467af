import assert from 'node:assert/strict'
import type { Store } from '../ports/store.js'
import { assertAlike } from './assert-alike.js'
import { batchPromises } from './store-contract-batches.js'
import { channelPromises, subscriptionPromises } from './store-contract-channels.js'
import { keyPromises } from './store-contract-keys.js'
import { leasePromises } from './store-contract-leases.js'
import { logPromises, logQueryPromises } from './store-contract-logs.js'
import {
  sampleCooldown,
  sampleDraft,
  sampleEntry,
  sampleTokenDraft,
} from './store-contract-samples.js'
import { sessionPromises, sessionUpkeepPromises } from './store-contract-sessions.js'
import { cooldownPromises, cursorPromises } from './store-contract-state.js'
import { figurePromises, statsRangePromises } from './store-contract-stats.js'
import { textPromises } from './store-contract-texts.js'
import { tokenPromises, tokenUsagePromises } from './store-contract-tokens.js'
import { upkeepPromises } from './store-contract-upkeep.js'

/** The store to be tested and the test runner to do it with. */
export interface StoreContractOptions {
  /** Stands in the tests' titles. */
  readonly name: string
  /** An empty store, ready for use. Called once for each test, which closes it. */
  create(): Store | Promise<Store>
  /**
   * A store that finds what the one created last has left behind, which is closed by then. Absent:
   * the store does not claim to outlive the process.
   */
  reopen?(): Store | Promise<Store>
  /** Clears away after each test, once the store is closed. */
  dispose?(): void | Promise<void>
  /** The runner's own: that of vitest or of `node:test`. */
  describe(title: string, body: () => void): unknown
  /** The runner's own: that of vitest or of `node:test`. */
  it(title: string, body: () => Promise<void>): unknown
}

/** Adds a test of one promise, which is given a store of its own. */
export type Check = (title: string, promise: (store: Store) => Promise<void>) => void

/**
 * Every promise that `Store` makes, as tests. A store that passes works with the proxy.
 *
 * @example
 * import { storeContract } from '@ccload/core/testing'
 * import { describe, it } from 'node:test'
 *
 * storeContract({ name: 'my store', create: () => createMyStore(), describe, it })
 */
export function storeContract(options: StoreContractOptions): void {
  const { name, describe, it } = options

  const check: Check = (title, promise) => {
    it(title, async () => {
      try {
        const store = await options.create()
        try {
          await promise(store)
        } finally {
          await store.close()
        }
      } finally {
        await options.dispose?.()
      }
    })
  }

  describe(`the store contract: ${name}`, () => {
    describe('channels', () => channelPromises(check))
    describe('keys', () => keyPromises(check))
    describe('batches of channels', () => batchPromises(check))
    describe('subscriptions', () => subscriptionPromises(check))
    describe('cooldowns', () => cooldownPromises(check))
    describe('cursors', () => cursorPromises(check))
    describe('logs', () => logPromises(check))
    describe('log queries', () => logQueryPromises(check))
    describe('texts in messages', () => textPromises(check))
    describe('statistics', () => figurePromises(check))
    describe('statistics over time', () => statsRangePromises(check))
    describe('sessions', () => sessionPromises(check))
    describe('upkeep', () => upkeepPromises(check))
    describe('upkeep of sessions', () => sessionUpkeepPromises(check))
    describe('tokens', () => tokenPromises(check))
    describe('token usage', () => tokenUsagePromises(check))
    describe('leases', () => leasePromises(check))
    if (options.reopen === undefined) return
    const reopen = options.reopen.bind(options)
    describe('restarts', () => {
      it('everything is there again after a restart', async () => {
        try {
          await surviveRestart(await options.create(), reopen)
        } finally {
          await options.dispose?.()
        }
      })
    })
  })
}

async function surviveRestart(first: Store, reopen: () => Store | Promise<Store>): Promise<void> {
  const removed = await first.channels.create(sampleDraft('removed'))
  const channel = await first.channels.create(sampleDraft('kept', { aliases: { a: 'b' } }))
  await first.channels.remove(removed.id)
  const key = { scope: 'key', keyId: channel.keys[0]?.id ?? null } as const
  const cooldowns = [sampleCooldown(channel.id), sampleCooldown(channel.id, key)]
  await first.cooldowns.save(cooldowns, [])
  await first.cursors.save([{ model: 'a', priority: 1, nextIndex: 2 }])
  await first.logs.append([sampleEntry()])
  const { id: tokenId } = await first.tokens.create(sampleTokenDraft('token'))
  const use = { tokenId, day: 0, requests: 1, costMicroUsd: 2, lastUsedAt: 3 }
  await first.tokens.usage.add([use])
  const before = await readAll(first)
  await first.close()

  const second = await reopen()
  try {
    assertAlike(await readAll(second), before)
    const added = await second.channels.create(sampleDraft('added'))
    assert.ok(added.id > channel.id, 'ids are not given again')
  } finally {
    await second.close()
  }
}

async function readAll(store: Store) {
  return {
    channels: await store.channels.list(),
    cooldowns: await store.cooldowns.list(),
    cursors: await store.cursors.list(),
    logs: await store.logs.list({ limit: 10 }),
    tokens: await store.tokens.list(),
    tokenUsage: await store.tokens.usage.sums(0, 0),
    stats: await store.stats.totals({ dimension: 'channel', from: 0, to: 2e12, limit: 10 }),
    sessions: await store.stats.sessions({ from: 0, to: 2e12, limit: 10 }),
  }
}
