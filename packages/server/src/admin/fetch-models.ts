import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Channel } from '@ccload/core'
import { z } from 'zod'
import { type AddressPolicy, refuseHost } from '../security/address-policy.js'
import { createGuardedLookup } from '../security/guarded-lookup.js'

/** The models that an upstream says it has, or why that could not be found out. */
export type ModelList =
  | { readonly ok: true; readonly models: readonly string[] }
  | { readonly ok: false; readonly reason: string }

const TIMEOUT_MS = 15_000
const MAX_BYTES = 2 * 1024 * 1024

const modelPage = z.object({ data: z.array(z.object({ id: z.string() })) })

/**
 * Asks `GET /v1/models` of a channel's upstream with the channel's first enabled key. Follows no
 * redirect, since the key would go along. Never rejects.
 */
export async function fetchModels(channel: Channel, policy: AddressPolicy): Promise<ModelList> {
  const secret = channel.keys.find((key) => key.enabled)?.secret
  if (secret === undefined) return { ok: false, reason: 'The channel has no enabled key.' }
  const url = new URL(`${channel.url}/v1/models?limit=1000`)
  const refused = refuseHost(url.hostname, policy)
  if (refused) return { ok: false, reason: `${url.hostname} ${refused}.` }
  try {
    const { status, body } = await get(url, secret, policy)
    if (status !== 200) return { ok: false, reason: `The upstream answered ${status}.` }
    const page = modelPage.safeParse(JSON.parse(body))
    if (!page.success) return { ok: false, reason: 'The upstream answered no list of models.' }
    return { ok: true, models: [...new Set(page.data.data.map(({ id }) => id))].sort() }
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it answered no JSON' : toText(error)
    return { ok: false, reason: `The upstream could not be asked: ${reason}.` }
  }
}

async function get(
  url: URL,
  secret: string,
  policy: AddressPolicy,
): Promise<{ status: number | undefined; body: string }> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, {
      agent: false,
      lookup: createGuardedLookup(policy),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        accept: 'application/json',
        'anthropic-version': '2023-06-01',
        authorization: `Bearer ${secret}`,
        'x-api-key': secret,
      },
    })
      .on('response', resolve)
      .on('error', reject)
      .end()
  })
  let body = ''
  for await (const chunk of answer.setEncoding('utf8')) {
    body += chunk
    if (body.length > MAX_BYTES) throw new Error('it answered more than 2 MB')
  }
  return { status: answer.statusCode, body }
}

function toText(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  if (error.name === 'TimeoutError') return 'no answer within 15 s'
  return 'code' in error ? String(error.code) : error.message
}
