import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { keyOf, MODEL, TOKEN } from '../wire/identity.js'
import { addChannels } from './ccload-channels.js'
import { startProgram } from './node-program.js'

const CLI = fileURLToPath(new URL('../../packages/server/dist/cli.js', import.meta.url))
export const PASSWORD = 'bench-admin-password-0123456789'

/**
 * The reference server as its users start it, everything switched on: a token to be checked,
 * channels from SQLite, cooldowns, usage, a log row per attempt.
 *
 * @param {object} [options]
 * @param {string} [options.name]
 * @param {string} [options.cli] the build to start
 * @param {Record<string, string>} [options.environment]
 * @param {(upstreams: readonly string[]) => import('./ccload-channels.js').Channel[]} [options.channels]
 * @param {readonly string[]} [options.tokens]
 * @returns {import('./target.js').Target}
 */
export function createCcload(options = {}) {
  const { name = 'ccload', cli = CLI, environment = {}, tokens = [TOKEN] } = options
  const { channels = oneChannelEach } = options

  /** @param {import('./target.js').Surroundings} surroundings */
  const restart = async (surroundings) => {
    const running = await startProgram({
      surroundings,
      name: 'ccload',
      command: () => [process.execPath, ...surroundings.nodeFlags, cli],
      environment: (port) => ({
        PORT: String(port),
        CCLOAD_PASS: PASSWORD,
        CCLOAD_AUTH: tokens.join(','),
        SQLITE_PATH: `${surroundings.folder}/ccload.db`,
        ...environment,
      }),
    })
    return { ...running, ...(tokens.includes(TOKEN) ? {} : { token: tokens[0] }) }
  }

  return {
    name,
    label: name === 'ccload' ? 'ccload server' : `ccload server (${name})`,
    version: 'this tree',
    rewritesAnswers: false,
    swapsKey: true,
    missing: () => (existsSync(cli) ? undefined : 'the server is not built: npm run build'),
    restart,
    async start(surroundings) {
      const running = await restart(surroundings)
      try {
        await addChannels(running.url, PASSWORD, channels(surroundings.upstreams))
      } catch (error) {
        await running.stop()
        throw error
      }
      return running
    },
  }
}

/**
 * @param {readonly string[]} upstreams
 * @returns {import('./ccload-channels.js').Channel[]}
 */
function oneChannelEach(upstreams) {
  return upstreams.map((url, index) => ({
    name: `channel ${index}`,
    url,
    api_key: keyOf(index),
    models: [MODEL],
    priority: 0,
    enabled: true,
  }))
}
