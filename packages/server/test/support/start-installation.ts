import { onTestFinished } from 'vitest'
import { type Environment, parseConfig } from '../../src/config.js'
import { createLogger } from '../../src/logger.js'
import { createScrubber } from '../../src/security/scrubber.js'
import { type RunningServer, start } from '../../src/start.js'

export interface Installation extends RunningServer {
  /** All that was printed to the console. */
  readonly printed: () => string
  /** All log lines. */
  readonly logged: () => string
}

/** A server as the command starts it, on a free port. Ends with the test. */
export async function startInstallation(environment: Environment): Promise<Installation> {
  const lines = { printed: '', logged: '' }
  const scrubber = createScrubber()
  const destination = {
    write(text: string) {
      lines.logged += text
    },
  }
  const config = parseConfig({ PORT: '0', LOG_LEVEL: 'trace', ...environment })
  const logger = createLogger({ level: config.logLevel, scrubber, destination })
  const print = (text: string) => {
    lines.printed += text
  }
  const server = await start(config, { logger, scrubber, print })
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= server.stop()
    return stopped
  }
  onTestFinished(stop)
  return { url: server.url, stop, printed: () => lines.printed, logged: () => lines.logged }
}
