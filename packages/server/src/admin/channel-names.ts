import type { CellSubject, Store } from '@ccload/core'

/** What a channel is called now or, where it is gone, was called last. */
export type ToChannelName = (subject: Omit<CellSubject, 'name'>) => string | null

/** Reads the names that channels have now: statistics remember older ones. */
export async function readChannelNames(store: Pick<Store, 'channels'>): Promise<ToChannelName> {
  const channels = await store.channels.list()
  const names = new Map(channels.map(({ id, name }) => [id, name]))
  return ({ channelId, channelName }) =>
    channelId === null ? null : (names.get(channelId) ?? channelName)
}
