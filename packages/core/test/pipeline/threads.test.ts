import { expect, it } from 'vitest'
import { createSelector, type Exchange, STRATEGIES } from '../../src/index.js'
import { answer, apiError, createGate, fixed, type RawResponse } from '../../src/testing.js'
import { type Gateway, message, startGateway } from './gateway.js'

/** The id of the message in an answer, whichever form it has. */
function idOf({ body }: RawResponse): string {
  return /"id":\s*"(msg_[^"]+)"/.exec(body.toString())?.[1] ?? ''
}

/** The position of the upstream that has been asked last. */
async function asked(gateway: Gateway, send: () => Promise<RawResponse>) {
  const before = gateway.upstreams.map(({ requests }) => requests.length)
  const reply = await send()
  const at = gateway.upstreams.findIndex(({ requests }, at) => requests.length > (before[at] ?? 0))
  return { at, id: idOf(reply), status: reply.status }
}

const begin = (gateway: Gateway, fields: object = {}) =>
  asked(gateway, () => gateway.post(message({ thread: { type: 'create' }, ...fields })))

const goOn = (gateway: Gateway, id: string, fields: object = {}, headers: string[] = []) =>
  asked(gateway, () => {
    const thread = { type: 'continue', previous_message_id: id }
    return gateway.post(message({ thread, ...fields }), headers)
  })

it.each(STRATEGIES)('%s: a thread returns to its channel, turn after turn', async (strategy) => {
  const selector = createSelector({ strategy, random: () => 0.5 })
  const gateway = await startGateway({ channels: [{}, {}, {}], selector })
  const first = await begin(gateway, { stream: true })
  let { id } = first
  for (let turn = 0; turn < 5; turn += 1) {
    // Others take turns in between.
    await gateway.post()
    const next = await goOn(gateway, id, { stream: turn % 2 === 0 })
    expect(next.at).toBe(first.at)
    id = next.id
  }
})

it('goes by the thread also where its session would be elsewhere, and to the same key', async () => {
  const keys = [{ secret: 'sk-first-key-of-two' }, { secret: 'sk-second-key-of-two' }]
  const gateway = await startGateway({ channels: [{ keys }, { keys }] })
  const key = (at: number) => gateway.upstream(at).requests.at(-1)?.header('x-api-key')
  for (let session = 0; session < 6; session += 1) {
    const first = await begin(gateway)
    const firstKey = key(first.at)
    const next = await goOn(gateway, first.id, {}, ['x-claude-code-session-id', `s-${session}`])
    expect([next.at, key(next.at)]).toEqual([first.at, firstKey])
  }
})

it('returns also to a channel of a lower priority', async () => {
  const gateway = await startGateway({ channels: [{ priority: 1 }, {}] })
  gateway.upstream(0).next(apiError(529, 'overloaded_error'))
  const first = await asked(gateway, () => gateway.post(message({ thread: { type: 'create' } })))
  gateway.clock.advance(60_000)
  expect((await goOn(gateway, first.id)).at).toBe(1)
  expect((await goOn(gateway, 'msg_of-someone-else')).at).toBe(0)
})

it('goes elsewhere while its channel cools, and where it is disabled or gone', async () => {
  const gateway = await startGateway({ channels: [{}, {}] })
  const { at, id } = await begin(gateway)
  gateway.upstream(at).next(apiError(529, 'overloaded_error'))
  await goOn(gateway, id)
  expect((await goOn(gateway, id)).at).toBe(1 - at)
  gateway.clock.advance(60_000)
  expect((await goOn(gateway, id)).at).toBe(at)
  await gateway.store.channels.update(at + 1, { enabled: false })
  expect((await goOn(gateway, id)).at).toBe(1 - at)
  await gateway.store.channels.remove(at + 1)
  expect((await goOn(gateway, id)).at).toBe(1 - at)
})

it('passes on that another account does not know the thread', async () => {
  const gateway = await startGateway({ channels: [{}, {}] })
  const { at, id } = await begin(gateway)
  await gateway.store.channels.remove(at + 1)
  const details = { error_code: 'thread_not_found' }
  const error = { type: 'not_found_error', message: 'lost', details }
  gateway.upstream(1 - at).next(fixed(404, JSON.stringify({ type: 'error', error })))
  expect((await goOn(gateway, id)).status).toBe(404)
  expect(gateway.proxy.cooldowns.list()).toEqual([])
})

it('knows a message whose answer is not over yet', async () => {
  const gateway = await startGateway({ channels: [{}, {}, {}] })
  const gate = createGate()
  for (const upstream of gateway.upstreams) upstream.next(answer({ beforeEnd: gate }))
  const controller = new AbortController()
  const reply = await fetch(`${gateway.url}/v1/messages`, {
    method: 'POST',
    body: JSON.stringify(message({ stream: true, thread: { type: 'create' } })),
    signal: controller.signal,
  })
  const reader = reply.body?.getReader()
  let text = ''
  while (!text.includes('message_stop')) {
    text += Buffer.from((await reader?.read())?.value ?? []).toString()
  }
  const at = gateway.upstreams.findIndex(({ requests }) => requests.length > 0)
  const id = /"id":\s*"(msg_[^"]+)"/.exec(text)?.[1] ?? ''
  for (const upstream of gateway.upstreams) upstream.next()
  expect((await goOn(gateway, id)).at).toBe(at)
  controller.abort()
  gate.open()
})

it('remembers no message of a request without a thread, and stands no odd ones', async () => {
  const gateway = await startGateway({ channels: [{}, {}] })
  const { id } = await asked(gateway, () => gateway.post())
  const home = async (thread: unknown) => {
    const body = Buffer.from(JSON.stringify(message({ thread })))
    const exchange: Exchange = {
      method: 'POST',
      target: '/v1/messages',
      headers: [],
      remoteAddress: null,
      isAnswered: false,
      readBody: async () => body,
      writeHead: () => {},
      write: () => true,
      end: () => {},
      destroy: () => {},
      onAbort: () => {},
      onDrain: () => {},
    }
    return (await gateway.proxy.readRouteRequest(exchange)).home
  }
  const known = await begin(gateway)
  expect(await home({ previous_message_id: known.id })).toMatchObject({ channelId: known.at + 1 })
  for (const thread of [
    { previous_message_id: id },
    { previous_message_id: 7 },
    { previous_message_id: '' },
    [known.id],
    known.id,
    null,
    { previous_message_id: known.id, more: 'x'.repeat(5_000) },
  ]) {
    expect(await home(thread)).toBeUndefined()
  }
})

it('takes an unknown thread for the conversation that its opening names', async () => {
  const gateway = await startGateway({ channels: [{}, {}, {}, {}] })
  const thread = { type: 'continue', previous_message_id: 'msg_unknown' }
  const system = [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }]
  const places = new Set<number>()
  for (let turn = 0; turn < 6; turn += 1) {
    places.add((await asked(gateway, () => gateway.post(message({ thread, system })))).at)
  }
  expect(places.size).toBe(1)
})
