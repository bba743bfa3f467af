import { createMemoryStore, type Store } from '@ccload/core'
import { onTestFinished } from 'vitest'
import { createCredential } from '../../src/auth/password.js'
import { type CcloadServer, createServer, type ServerOptions } from '../../src/create-server.js'

/** The admin password of all test servers. */
export const PASSWORD = 'correct horse battery'

/** Cheap to verify: what is tested is never how much a guess costs. */
const credential = createCredential(PASSWORD, { N: 16, r: 1, p: 1 })

export interface TestServer {
  readonly url: string
  readonly store: Store
  readonly server: CcloadServer
}

/** A server on a free port with a memory store. Ends with the test. */
export async function startServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const store = options.store ?? createMemoryStore()
  const server = createServer({ password: await credential, ...options, store })
  const { url } = await server.listen(0, '127.0.0.1')
  onTestFinished(() => server.close({ drainMs: 0 }))
  return { url, store, server }
}
