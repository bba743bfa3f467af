import { keyOf, MODEL, TOKEN } from '../wire/identity.js'
import { createCcload } from './ccload.js'

const CHANNELS = 1000
const KEYS = 200
const MODELS = Array.from({ length: 50 }, (_, index) =>
  index === 25 ? MODEL : `claude-bench-${index}`,
)
const TOKENS = Array.from({ length: 200 }, (_, index) => `${TOKEN}-${index}`)

export const thousandChannels = createMany('1000-channels', 1)
export const thousandChannelsOfManyKeys = createMany('1000-channels-200-keys', KEYS)

/**
 * @param {string} name
 * @param {number} keys of each channel
 */
function createMany(name, keys) {
  return createCcload({
    name,
    tokens: TOKENS,
    channels: (upstreams) =>
      Array.from({ length: CHANNELS }, (_, index) => ({
        name: `channel ${index}`,
        url: /** @type {string} */ (upstreams[index % upstreams.length]),
        keys: Array.from({ length: keys }, (_, key) => ({ api_key: keyOf(index * keys + key) })),
        models: MODELS,
        priority: 0,
        enabled: true,
      })),
  })
}
