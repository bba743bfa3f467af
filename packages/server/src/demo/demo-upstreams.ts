import { setTimeout as sleep } from 'node:timers/promises'
import {
  answer,
  apiError,
  createFakeAnthropic,
  type FakeAnthropic,
  type Gate,
} from '@ccload/core/testing'
import { DEMO_CHANNELS, DEMO_MODELS, type DemoChannel } from './demo-cast.js'
import { type Random, skewed } from './random.js'

const TEXT =
  'This answer was made by a fake upstream on this machine. Nothing has left it, and nothing was paid.'

/** A fake upstream for each channel of the demo, with its temper, on free ports. */
export async function startDemoUpstreams(random: Random): Promise<Map<string, FakeAnthropic>> {
  const upstreams = new Map<string, FakeAnthropic>()
  for (const channel of DEMO_CHANNELS) {
    const models = DEMO_MODELS.map(([model]) => model)
    const upstream = await createFakeAnthropic({ name: channel.name, models })
    upstream.always(() => toBehaviour(channel, random))
    upstreams.set(channel.name, upstream)
  }
  return upstreams
}

function toBehaviour(channel: DemoChannel, random: Random) {
  if (channel.isRefused) return apiError(401, 'authentication_error', 'invalid x-api-key')
  if (random() < channel.overloaded) return apiError(529, 'overloaded_error', 'Overloaded')
  const context = skewed(random, 4_000, 90_000)
  return answer({
    content: [{ type: 'text', text: TEXT }],
    usage: {
      inputTokens: skewed(random, 20, 2_000),
      outputTokens: skewed(random, 40, 2_000),
      cacheReadTokens: context,
      cacheWrite5mTokens: Math.round(context * 0.04),
      cacheWrite1hTokens: 0,
    },
    beforeHead: waiting(() => skewed(random, 250, 2_500) * channel.slowness),
    beforeEach: waiting(() => skewed(random, 60, 900)),
  })
}

/** A gate that opens by itself after a while, anew for each passing. */
function waiting(durationMs: () => number): Gate {
  return {
    name: '',
    release: () => {},
    open: () => {},
    reached: async () => {},
    pass: (signal) => sleep(durationMs(), undefined, { signal }),
  }
}
