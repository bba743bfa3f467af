import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { startProcess, stopProcess, waitForPort } from '../lib/processes.js'

const require = createRequire(import.meta.url)

/**
 * A port that was free a moment ago.
 *
 * @returns {Promise<number>}
 */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      server.close(() => resolve(port))
    })
  })
}

/**
 * The version of an installed package, or undefined.
 *
 * @param {string} name
 * @returns {string | undefined}
 */
export function versionOf(name) {
  try {
    return findPackage(name).version
  } catch {
    return undefined
  }
}

/**
 * @param {string} name
 * @returns {{ version: string, folder: string }}
 */
export function findPackage(name) {
  for (const parent of require.resolve.paths(name) ?? []) {
    try {
      const { version } = require(`${parent}/${name}/package.json`)
      return { version, folder: `${parent}/${name}` }
    } catch {
      // Not in this folder: the next one.
    }
  }
  throw new Error(`${name} is not installed`)
}

/**
 * Starts a program with a port of its own and waits until it listens.
 *
 * @param {object} options
 * @param {import('./target.js').Surroundings} options.surroundings
 * @param {string} options.name
 * @param {(port: number) => readonly string[]} options.command
 * @param {(port: number) => Record<string, string>} [options.environment]
 * @param {Record<string, string>} [options.headers]
 * @param {number} [options.port]
 * @returns {Promise<import('./target.js').Running>}
 */
export async function startProgram(options) {
  const { surroundings, name, command, environment = () => ({}), headers = {} } = options
  const port = options.port ?? (await freePort())
  const { folder, core } = surroundings
  const log = `${folder}/${name}.log`
  const child = startProcess({
    command: command(port),
    core,
    log,
    cwd: folder,
    environment: environment(port),
  })
  try {
    await waitForPort(child, port, log)
  } catch (error) {
    await stopProcess(child)
    throw error
  }
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: /** @type {number} */ (child.pid),
    headers,
    stop: () => stopProcess(child),
  }
}

/**
 * A small proxy on Node from `programs/`, which reads PORT and UPSTREAMS.
 *
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.label
 * @param {string} options.program
 * @param {readonly string[]} [options.packages] that it cannot do without
 * @param {Record<string, string>} [options.environment]
 * @returns {import('./target.js').Target}
 */
export function createNodeTarget({ name, label, program, packages = [], environment = {} }) {
  const path = fileURLToPath(new URL(`programs/${program}`, import.meta.url))
  return {
    name,
    label,
    version: packages.map((each) => `${each} ${versionOf(each)}`).join(', '),
    rewritesAnswers: false,
    swapsKey: true,
    missing() {
      const absent = packages.find((each) => versionOf(each) === undefined)
      return absent && `the package ${absent} is not installed: npm ci --prefix bench`
    },
    start: (surroundings) =>
      startProgram({
        surroundings,
        name,
        command: () => [process.execPath, ...surroundings.nodeFlags, path],
        environment: (port) => ({
          PORT: String(port),
          UPSTREAMS: surroundings.upstreams.join(' '),
          ...environment,
        }),
      }),
  }
}
