import { keyOf, MODEL } from '../wire/identity.js'
import { findPackage, startProgram, versionOf } from './node-program.js'

const PACKAGE = '@portkey-ai/gateway'

/**
 * Portkey's gateway, the five channels given by the load-balancing configuration that its clients
 * send in a header.
 *
 * @type {import('./target.js').Target}
 */
export const portkey = {
  name: 'portkey',
  label: 'Portkey gateway',
  version: `${PACKAGE} ${versionOf(PACKAGE)}`,
  rewritesAnswers: true,
  swapsKey: true,
  missing: () =>
    versionOf(PACKAGE) === undefined
      ? `${PACKAGE} is not installed: npm ci --prefix bench`
      : undefined,
  start: (surroundings) =>
    startProgram({
      surroundings,
      name: 'portkey',
      command: (port) => [
        process.execPath,
        `${findPackage(PACKAGE).folder}/build/start-server.js`,
        `--port=${port}`,
        '--headless',
      ],
      environment: () => ({ NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1,localhost' }),
      headers: { 'x-portkey-config': toConfig(surroundings.upstreams) },
    }),
}

/** @param {readonly string[]} upstreams */
function toConfig(upstreams) {
  return JSON.stringify({
    strategy: { mode: 'loadbalance' },
    targets: upstreams.map((url, index) => ({
      provider: 'anthropic',
      custom_host: `${url}/v1`,
      api_key: keyOf(index),
      weight: 1,
      override_params: { model: MODEL },
    })),
  })
}
