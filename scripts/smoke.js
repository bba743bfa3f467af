// The built library on whatever Node runs this: `node scripts/smoke.js`. Without a database, whose
// machine code belongs to one version of Node.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { createMemoryStore, createProxy } from '@ccload/core'
import { createFetchHandler } from '@ccload/core/fetch'
import { createNodeHandler } from '@ccload/core/node'
import { apiError, createFakeAnthropic } from '@ccload/core/testing'

const upstreams = [
  await createFakeAnthropic({ name: 'A' }),
  await createFakeAnthropic({ name: 'B' }),
]
const store = createMemoryStore({
  channels: upstreams.map(({ name, url }) => ({
    name,
    url,
    keys: [{ secret: `key-${name}-0123456789` }],
    models: ['*'],
  })),
})
const proxy = createProxy({ store, tokens: [{ name: 'team', secret: 'team-token' }] })
const server = createServer(createNodeHandler(proxy))
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())

/** @param {boolean} stream */
const toRequest = (stream) =>
  new Request(`http://127.0.0.1:${port}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'team-token', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 9, messages: [], stream }),
  })

// The one that is asked first fails once: the other has to answer.
upstreams[0]?.next(apiError(529, 'overloaded_error'))
const [streamed, whole] = [
  await fetch(toRequest(true)),
  await createFetchHandler(proxy)(toRequest(false)),
]
assert.match(await streamed.text(), /message_stop/)
assert.equal(/** @type {{ type: string }} */ (await whole.json()).type, 'message')
await proxy.logs.flush()
const entries = await store.logs.list({ limit: 10 })
assert.equal(entries.filter(({ outcome }) => outcome === 'relayed').length, 2)
assert.ok(entries.some(({ statusCode }) => statusCode === 529))
await proxy.close()
server.close()
for (const upstream of upstreams) await upstream.close()
process.stdout.write(`Node ${process.version}: a stream, a message and a failover\n`)
