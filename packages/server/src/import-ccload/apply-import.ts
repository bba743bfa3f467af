import type { Channel, ChannelWrite, Store } from '@ccload/core'
import type { PlannedToken } from './plan-tokens.js'

/** Creates channels and tokens: all of them or, where one fails, none. */
export async function applyImport(
  store: Pick<Store, 'channels' | 'tokens'>,
  writes: readonly ChannelWrite[],
  tokens: readonly PlannedToken[],
): Promise<void> {
  const channels = writes.length > 0 ? await store.channels.applyAll(writes) : []
  const created: number[] = []
  try {
    const idOf = new Map((await store.channels.list()).map(({ name, id }) => [name, id]))
    for (const { draft, channelNames } of tokens) {
      const channelIds = channelNames?.flatMap((name) => idOf.get(name) ?? []) ?? null
      created.push((await store.tokens.create({ ...draft, channelIds })).id)
    }
  } catch (error) {
    await takeBack(store, channels, created)
    throw error
  }
}

async function takeBack(
  store: Pick<Store, 'channels' | 'tokens'>,
  channels: readonly Channel[],
  tokenIds: readonly number[],
): Promise<void> {
  for (const id of tokenIds) await store.tokens.remove(id)
  for (const { id } of channels) await store.channels.remove(id)
}
