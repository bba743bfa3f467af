import type { Channel, ProxySettings, Store } from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { eventStream, wantsEvents } from '../http/event-stream.js'
import { failure, fieldFailure, success } from '../http/reply.js'
import { secretsOf } from '../secrets/protect-channels.js'
import { createScrubber, type Scrubber } from '../security/scrubber.js'
import { idParams, noSuchChannel } from './channel-routes.js'
import {
  channelTestEvents,
  channelTestView,
  toChannelTestEvents,
  toChannelTestView,
} from './channel-test-view.js'
import { type ChannelViewOptions, channelView, toChannelView } from './channel-view.js'
import { fetchModels } from './fetch-models.js'
import { TEST_DEADLINE_MS, testChannel } from './test-channel.js'

const testBody = z.strictObject({
  model: z.string().trim().min(1).max(200).optional(),
  prompt: z.string().min(1).max(10_000).default('Say hi in one word.'),
  stream: z.boolean().default(true),
  key_id: z.int().positive().optional(),
})

const copyBody = z.strictObject({ name: z.string().trim().min(1).max(100).optional() })

/** What can be done with a channel besides editing it. */
export function channelActionRoutes(
  options: ChannelViewOptions & {
    store: Store
    proxySettings: () => Partial<ProxySettings>
    scrub: Scrubber['scrub']
  },
): AdminRoute[] {
  const { store, proxySettings, scrub } = options

  /** What the upstream says may hold the key, which the scrubber may not know yet. */
  const scrubFor = (channel: Channel) => {
    const own = createScrubber()
    own.protect(secretsOf(channel))
    return (text: string) => scrub(own.scrub(text))
  }

  return [
    adminRoute({
      method: 'post',
      path: '/admin/channels/{id}/test',
      summary:
        'Send a real request through one channel, also a disabled or cooling one; with accept: text/event-stream the answer comes as it is made',
      params: idParams,
      body: testBody,
      data: channelTestView,
      events: channelTestEvents,
      async handle({ params: { id }, body, header }) {
        const channel = await store.channels.get(id)
        if (channel === undefined) return noSuchChannel(id)
        const keys = channel.keys.filter((key) =>
          body.key_id === undefined ? key.enabled : key.id === body.key_id,
        )
        if (keys.length === 0 && body.key_id !== undefined) {
          return fieldFailure(400, 'invalid_field', 'key_id', 'is no key of this channel')
        }
        const model = body.model ?? channel.models.find((name) => !name.includes('*'))
        if (model === undefined) {
          const reason = 'is required, as the channel only has patterns'
          return fieldFailure(400, 'missing_field', 'model', reason)
        }
        const tested = { ...channel, keys: keys.map((key) => ({ ...key, enabled: true })) }
        const clean = scrubFor(channel)
        const start = (signal?: AbortSignal) =>
          testChannel(tested, { ...body, model }, proxySettings(), signal)
        if (wantsEvents(header('accept'))) {
          const pieces = (signal: AbortSignal) => toChannelTestEvents(start(signal), clean)
          return eventStream({ pieces, stallMs: 2 * TEST_DEADLINE_MS })
        }
        for await (const step of start()) {
          if (step.kind === 'result') return success(toChannelTestView(step.result, clean))
        }
        throw new Error('A test ended without a result.')
      },
    }),
    adminRoute({
      method: 'post',
      path: '/admin/channels/{id}/models/fetch',
      summary: "List the models that a channel's upstream says it has",
      params: idParams,
      data: z.array(z.string()),
      async handle({ params: { id } }) {
        const channel = await store.channels.get(id)
        if (channel === undefined) return noSuchChannel(id)
        const list = await fetchModels(channel, proxySettings())
        const clean = scrubFor(channel)
        return list.ok
          ? success(list.models.map(clean))
          : failure(502, 'upstream_failed', clean(list.reason))
      },
    }),
    adminRoute({
      method: 'post',
      path: '/admin/channels/{id}/copy',
      summary: 'Copy a channel with its keys; the copy is disabled at first',
      params: idParams,
      body: copyBody,
      data: channelView,
      status: 201,
      async handle({ params: { id }, body }) {
        const channel = await store.channels.get(id)
        if (channel === undefined) return noSuchChannel(id)
        const name = body.name ?? (await freeName(store, channel.name))
        const keys = channel.keys.map(({ secret, enabled, note }) => ({ secret, enabled, note }))
        const copy = await store.channels.create({ ...channel, name, keys, enabled: false })
        return success(toChannelView(copy, options), { status: 201 })
      },
    }),
  ]
}

/** `main (copy)`, `main (copy 2)` ... */
async function freeName(store: Store, name: string): Promise<string> {
  const taken = new Set((await store.channels.list()).map((channel) => channel.name))
  const base = name.replace(/ \(copy( \d+)?\)$/, '').slice(0, 85)
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? `${base} (copy)` : `${base} (copy ${n})`
    if (!taken.has(candidate)) return candidate
  }
}
