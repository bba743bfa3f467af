import { createMemoryStore, type Store } from '@ccload/core'
import { createAdminClient } from './admin-client.js'
import { PASSWORD, startServer } from './start-server.js'

/** A server whose channels go out as files and come in again. */
export async function startTransfer(store: Store = createMemoryStore()) {
  const { url } = await startServer({ store })
  const call = createAdminClient(url)
  return {
    url,
    store,
    call,
    /** The file, with keys where the password is given. */
    exported: async (format: 'csv' | 'json', password?: string) => {
      const headers = password === undefined ? {} : { 'x-admin-password': password }
      const keys = password === undefined ? '' : '&keys=1'
      const answer = await call(
        'GET',
        `/admin/export/channels?format=${format}${keys}`,
        undefined,
        headers,
      )
      return answer.text
    },
    imported: (text: string, { dryRun = false, type = 'text/csv', accept = '*/*' } = {}) =>
      call('POST', `/admin/import/channels${dryRun ? '?dry_run=1' : ''}`, text, {
        'content-type': type,
        accept,
      }),
    /** Channels less what every store gives anew. */
    contents: async () =>
      (await store.channels.list()).map(
        ({ id: _, version: _v, createdAt: _c, updatedAt: _u, keys, ...channel }) => ({
          ...channel,
          keys: keys.map(({ id: _, ...key }) => key),
        }),
      ),
  }
}

export { PASSWORD }
