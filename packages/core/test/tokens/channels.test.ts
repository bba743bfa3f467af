import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Selector } from '../../src/index.js'
import { createSelector, STRATEGIES } from '../../src/select/create-selector.js'
import { apiError } from '../../src/testing.js'
import { message } from '../pipeline/gateway.js'
import { createRig, draft, failure, SUCCESS } from '../routing/virtual.js'
import { startWithToken } from './token-gateway.js'

const MODEL = 'claude-sonnet-4-5'

describe('a token’s channels', () => {
  it('are the only ones that answer, whatever the priority and however they fail', async () => {
    const channels = [{ priority: 10 }, {}, { priority: 5 }]
    const { gateway, post } = await startWithToken({ channelIds: [2] }, { channels })
    expect((await post()).body.toString()).toContain('channel-2')
    gateway.upstream(1).always(apiError(529, 'overloaded_error'))
    expect((await post()).status).toBe(529)
    const lastResort = await post()
    expect(lastResort.status).toBe(529)
    expect(gateway.upstreams.map(({ requests }) => requests.length)).toEqual([0, 3, 0])
  })

  it('decide alone how long a client is told to wait', async () => {
    const selector: Selector = () => []
    const { gateway, post } = await startWithToken(
      { channelIds: [2] },
      { channels: [{}, {}], selector },
    )
    const cooling = await post()
    expect([cooling.status, cooling.header('retry-after')]).toEqual([503, '1'])
    expect(gateway.upstream(0).requests).toHaveLength(0)
  })

  it('bind a selector of the app’s own as well', async () => {
    const selector: Selector = ({ model }, state) =>
      state.groups(model).flatMap(({ members }) => members.flatMap(({ candidates }) => candidates))
    const { gateway, post } = await startWithToken(
      { channelIds: [2] },
      { channels: [{}, {}], selector },
    )
    expect((await post()).body.toString()).toContain('channel-2')
    expect(gateway.upstream(0).requests).toHaveLength(0)
  })

  it('are the only ones whose models there are', async () => {
    const channels = [{ models: ['claude-opus-5', MODEL] }, { models: [MODEL] }]
    const { gateway, token, post, models } = await startWithToken({ channelIds: [2] }, { channels })
    const listed = async () => ((await models()).json() as { data: { id: string }[] }).data
    expect((await listed()).map(({ id }) => id)).toEqual([MODEL])
    expect((await models('/claude-opus-5')).status).toBe(404)
    expect((await post(message({ model: 'claude-opus-5' }))).status).toBe(404)
    await gateway.store.tokens.update(token.id, { channelIds: [2, 1] })
    expect((await listed()).map(({ id }) => id)).toEqual(['claude-opus-5', MODEL])
    expect((await post(message({ model: 'claude-opus-5' }))).status).toBe(200)
  })

  it('may all be gone, and then nothing answers', async () => {
    const { post } = await startWithToken({ channelIds: [9] })
    expect((await post()).status).toBe(404)
  })

  it('are named in an explanation', async () => {
    const { gateway } = await startWithToken({}, { channels: [{}, {}] })
    const request = { model: MODEL, endpoint: 'messages', session: null, channelIds: [2] } as const
    const explained = await gateway.proxy.explain(request)
    expect(
      explained.map(({ channelId, position, reason }) => [channelId, position, reason]),
    ).toEqual([
      [2, 1, 'ready'],
      [1, null, 'not-allowed'],
    ])
  })

  it.each(STRATEGIES)(
    'hold with %s, in any state, and lose nothing else by it',
    async (strategy) => {
      const names = ['a', 'b', 'c', 'd']
      const step = fc.record({
        channelIds: fc.option(fc.subarray([1, 2, 3, 4])),
        session: fc.constantFrom(null, 'one', 'two'),
        failing: fc.subarray(names),
        waitMs: fc.nat(3_000),
      })
      const property = fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const selector = createSelector({ strategy, random: () => 0.5 })
        const channels = names.map((name, at) => draft(name, { priority: at % 2 }))
        const rig = await createRig(channels, { selector })
        for (const { channelIds, session, failing, waitMs } of steps) {
          rig.clock.advance(waitMs)
          const asked = rig.run(
            ({ channel }) => (failing.includes(channel.name) ? failure() : SUCCESS),
            { channelIds, session },
          )
          const allowed = names.filter((_, at) => channelIds?.includes(at + 1) !== false)
          for (const name of asked) expect(allowed).toContain(name)
          if (allowed.length > 0) expect(asked).not.toEqual([])
          const due = rig.routing.dueAt(MODEL, rig.clock.now(), channelIds)
          const dueOf = allowed.map((name) =>
            rig.routing.dueAt(MODEL, rig.clock.now(), [names.indexOf(name) + 1]),
          )
          const waiting = dueOf.filter((at) => at !== undefined)
          const isReady = waiting.length < allowed.length || allowed.length === 0
          expect(due).toBe(isReady ? undefined : Math.min(...waiting))
        }
      })
      await fc.assert(property, { numRuns: 50 })
    },
  )
})
