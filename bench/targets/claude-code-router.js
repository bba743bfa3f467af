import { mkdirSync, writeFileSync } from 'node:fs'
import { keyOf, MODEL, TOKEN } from '../wire/identity.js'
import { findPackage, freePort, startProgram, versionOf } from './node-program.js'

const PACKAGE = '@musistudio/claude-code-router'

/**
 * claude-code-router 1.x, its log off, with one provider that speaks Anthropic's API: it has no
 * load balancing.
 *
 * @type {import('./target.js').Target}
 */
export const claudeCodeRouter = {
  name: 'ccr',
  label: 'claude-code-router',
  version: `${PACKAGE} ${versionOf(PACKAGE)}`,
  rewritesAnswers: true,
  swapsKey: true,
  missing: () =>
    versionOf(PACKAGE) === undefined
      ? `${PACKAGE} is not installed: npm ci --prefix bench`
      : undefined,
  async start(surroundings) {
    const port = await freePort()
    const folder = `${surroundings.folder}/.claude-code-router`
    mkdirSync(folder)
    writeFileSync(`${folder}/config.json`, JSON.stringify(toConfig(surroundings.upstreams, port)))
    return startProgram({
      surroundings,
      name: 'ccr',
      port,
      command: () => [process.execPath, `${findPackage(PACKAGE).folder}/dist/cli.js`, 'start'],
      environment: () => ({ HOME: surroundings.folder, NODE_ENV: 'production' }),
    })
  },
}

/**
 * @param {readonly string[]} upstreams
 * @param {number} port
 */
function toConfig(upstreams, port) {
  return {
    LOG: false,
    LOG_LEVEL: 'fatal',
    HOST: '127.0.0.1',
    PORT: port,
    APIKEY: TOKEN,
    NON_INTERACTIVE_MODE: true,
    Providers: [
      {
        name: 'mock',
        api_base_url: `${upstreams[0]}/v1/messages`,
        api_key: keyOf(0),
        models: [MODEL],
        transformer: { use: ['Anthropic'] },
      },
    ],
    Router: { default: `mock,${MODEL}` },
  }
}
