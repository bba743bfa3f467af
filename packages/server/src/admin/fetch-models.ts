import {
  type Channel,
  createUndiciTransport,
  DEFAULT_SETTINGS,
  type ProxySettings,
  revealAll,
  type UpstreamCall,
} from '@ccload/core'
import * as z from 'zod'
import { parseJson } from '../transfer/csv-cell.js'

/** The models that an upstream says it has, or why that could not be found out. */
export type ModelList =
  | { readonly ok: true; readonly models: readonly string[] }
  | { readonly ok: false; readonly reason: string }

const TIMEOUT_MS = 15_000
const MAX_BYTES = 2 * 1024 * 1024

const modelPage = z.object({ data: z.array(z.object({ id: z.string() })) })

/**
 * Asks `GET /v1/models` of a channel's upstream with the channel's first enabled key, connected as
 * its requests are. Follows no redirect, since the key would go along. Never rejects.
 */
export async function fetchModels(
  channel: Channel,
  settings: Partial<ProxySettings>,
): Promise<ModelList> {
  const secret = channel.keys.find((key) => key.enabled)?.secret.reveal()
  if (secret === undefined) return { ok: false, reason: 'The channel has no enabled key.' }
  try {
    const { status, body } = await get(channel, secret, { ...DEFAULT_SETTINGS, ...settings })
    if (status !== 200) return { ok: false, reason: `The upstream answered ${status}.` }
    const page = modelPage.safeParse(parseJson(body))
    if (!page.success) return { ok: false, reason: 'The upstream answered no list of models.' }
    return { ok: true, models: [...new Set(page.data.data.map(({ id }) => id))].sort() }
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown error'
    return { ok: false, reason: `The upstream could not be asked: ${reason}.` }
  }
}

async function get(
  channel: Channel,
  secret: string,
  settings: ProxySettings,
): Promise<{ status: number; body: string }> {
  const transport = createUndiciTransport(settings)
  const { origin, pathname } = new URL(`${channel.url}/v1/models`)
  const headers = {
    ...revealAll(channel.headers),
    accept: 'application/json',
    'anthropic-version': '2023-06-01',
    authorization: `Bearer ${secret}`,
    'x-api-key': secret,
  }
  try {
    return await new Promise((resolve, reject) => {
      const chunks: Uint8Array[] = []
      let bytes = 0
      let status = 0
      let call: UpstreamCall | undefined
      const giveUp = (reason: string) => {
        clearTimeout(timer)
        call?.abort()
        reject(new Error(reason))
      }
      const timer = setTimeout(giveUp, TIMEOUT_MS, 'no answer within 15 s')
      call = transport.send(
        {
          method: 'GET',
          origin,
          path: `${pathname}?limit=1000`,
          headers: Object.entries(headers).flat(),
          body: null,
          connection: channel.connection,
        },
        {
          onHead(answered) {
            status = answered
          },
          onData(chunk) {
            chunks.push(chunk)
            bytes += chunk.length
            if (bytes > MAX_BYTES) giveUp('it answered more than 2 MB')
            return true
          },
          onEnd() {
            clearTimeout(timer)
            resolve({ status, body: Buffer.concat(chunks).toString('utf8') })
          },
          onFault: ({ message }) => giveUp(message),
        },
      )
    })
  } finally {
    void transport.close().catch(() => {})
  }
}
