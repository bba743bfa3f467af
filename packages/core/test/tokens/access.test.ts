import { describe, expect, it } from 'vitest'
import type { RawResponse } from '../../src/testing.js'
import { message } from '../pipeline/gateway.js'
import { startWithToken } from './token-gateway.js'

const HAIKU = 'claude-haiku-4-5'
const SONNET = 'claude-sonnet-4-5'
const channels = [{ models: [SONNET, HAIKU, 'claude-*'], aliases: { fast: HAIKU } }]

function idsOf(list: RawResponse): string[] {
  return (list.json() as { data: { id: string }[] }).data.map(({ id }) => id)
}

describe('a token’s models', () => {
  it.each([
    ['all', null, [HAIKU, SONNET, 'fast', 'claude-opus-5'], []],
    ['one', [HAIKU], [HAIKU], [SONNET, 'fast', 'claude-haiku-4-5-20251001']],
    ['a wildcard', ['claude-haiku*'], [HAIKU, 'claude-haiku-5'], [SONNET, 'fast']],
    ['an alias', ['fast'], ['fast'], [HAIKU]],
    ['none that is served', ['gpt-9'], [], [HAIKU]],
  ])('are %s: others are refused by name', async (_, models, allowed, refused) => {
    const { gateway, post } = await startWithToken({ models }, { channels })
    for (const model of allowed) expect((await post(message({ model }))).status).toBe(200)
    for (const model of refused) {
      const refusal = await post(message({ model }))
      expect(refusal.status).toBe(403)
      expect(refusal.header('x-should-retry')).toBeUndefined()
      expect(refusal.json()).toMatchObject({
        type: 'error',
        error: { type: 'permission_error', message: expect.stringContaining(model) },
      })
    }
    expect(gateway.upstream(0).requests).toHaveLength(allowed.length)
  })

  it('are the only ones listed', async () => {
    const { gateway, token, models } = await startWithToken({ models: ['*-haiku-*'] }, { channels })
    expect(idsOf(await models())).toEqual([HAIKU])
    expect((await models(`/${HAIKU}`)).status).toBe(200)
    expect((await models(`/${SONNET}`)).status).toBe(404)
    await gateway.store.tokens.update(token.id, { models: null })
    expect(idsOf(await models())).toEqual([HAIKU, SONNET, 'fast'])
  })
})
