import { randomUUID } from 'node:crypto'
import type { CcloadProxy, Clock, Lease, Logger, Store } from '@ccload/core'
import type { Lookup } from '../security/guarded-lookup.js'
import type { LiveSettings } from '../settings/live-settings.js'
import type { Alert } from './alert.js'
import { createAlertTracker } from './alert-tracker.js'
import { createDeliveries, type Message } from './deliveries.js'
import { readConditions, toChannelKey, toModelKey } from './read-conditions.js'
import { type Delivery, sendWebhook } from './send-webhook.js'

/** Tells somebody elsewhere when something is wrong. */
export interface Alerts {
  start(): void
  /** Sends an alert that says that it is a test, once. Undefined: there is no URL to send it to. */
  test(): Promise<Delivery | undefined>
  /** Resolves when the look that is under way is over. What has not been sent is dropped. */
  close(): Promise<void>
}

/** How often it looks although nothing has happened: budgets fill up, and rests end. */
const EVERY_MS = 30_000
/** After something has happened: more may come at once. */
const SOON_MS = 1_000
/** Of several processes one sends, and another one goes on after so long. */
const LEASE = 'alerts'
const LEASE_MS = 90_000

/** Looks while there is a URL, beside the requests: they cost it a look at a few strings. */
export function createAlerts(options: {
  readonly proxy: Pick<CcloadProxy, 'on' | 'cooldowns' | 'hold' | 'explain' | 'tokens'>
  readonly store: Pick<Store, 'channels' | 'tokens' | 'leases'>
  readonly settings: Pick<LiveSettings, 'values' | 'subscribe'>
  readonly clock: Clock
  readonly logger: Logger
  readonly lookup?: Lookup | undefined
}): Alerts {
  const { proxy, store, settings, clock, logger, lookup } = options
  const { leases } = store
  const tracker = createAlertTracker()
  const owner = randomUUID()
  const deliveries = createDeliveries({ send, clock, logger })
  let lease: Lease | undefined
  let stops: (() => void)[] = []
  let cancel = () => {}
  let dueAt = Number.POSITIVE_INFINITY
  let looking: Promise<void> = Promise.resolve()
  let isFailing = false
  let isClosed = false

  const isOn = () => settings.values().alertWebhookUrl !== ''

  function send({ id, body }: Message): Promise<Delivery> {
    const { alertWebhookUrl: url, alertWebhookSecret: secret } = settings.values()
    const policy = { blockPrivate: settings.values().blockPrivateUpstreams }
    return sendWebhook({ url, secret, policy, lookup }, { id, body, time: clock.now() })
  }

  function lookIn(ms: number): void {
    const at = clock.now() + ms
    if (isClosed || at >= dueAt) return
    cancel()
    dueAt = at
    cancel = clock.after(ms, () => {
      dueAt = Number.POSITIVE_INFINITY
      looking = look().finally(() => lookIn(EVERY_MS))
    })
  }

  async function look(): Promise<void> {
    if (!isOn()) return
    try {
      if (!(await isMine())) return
      const now = clock.now()
      const conditions = await readConditions({ proxy, store, settings: settings.values(), now })
      if (isClosed) return
      for (const alert of tracker.update(conditions, now)) deliveries.push(toMessage(alert))
      isFailing = false
    } catch (err) {
      if (!isFailing) logger.warn({ err }, 'alerts could not be looked for')
      isFailing = true
    }
  }

  async function isMine(): Promise<boolean> {
    if (lease !== undefined && (await leases.renew(lease, LEASE_MS))) return true
    lease = await leases.take(LEASE, owner, LEASE_MS)
    return lease !== undefined
  }

  return {
    start() {
      stops = [
        proxy.on('cooldown-set', () => lookIn(SOON_MS)),
        proxy.on('cooldown-cleared', ({ channelId }) => {
          tracker.prove(toChannelKey(channelId))
          lookIn(SOON_MS)
        }),
        proxy.on('attempt-ended', ({ outcome, channelId, model }) => {
          if (outcome !== 'relayed' || channelId === null) return
          tracker.prove(toChannelKey(channelId))
          tracker.prove(toModelKey(model))
        }),
        settings.subscribe(() => lookIn(SOON_MS)),
      ]
      lookIn(EVERY_MS)
    },
    async test() {
      if (!isOn()) return undefined
      const subject = 'This is a test: alerts of ccload arrive here.'
      const time = clock.now()
      const alert = { type: 'test', status: 'firing', time, subject, text: subject } as const
      return await send(toMessage({ ...alert, details: {} }))
    },
    async close() {
      isClosed = true
      cancel()
      for (const stop of stops) stop()
      deliveries.close()
      await looking
      if (lease !== undefined) await leases.release(lease).catch(() => {})
    },
  }
}

function toMessage(alert: Alert): Message {
  const id = randomUUID()
  return { id, body: JSON.stringify({ id, ...alert, time: new Date(alert.time).toISOString() }) }
}
