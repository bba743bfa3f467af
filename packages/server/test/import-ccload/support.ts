import { join } from 'node:path'
import { silentLogger } from '@ccload/core'
import { loadConfig } from '../../src/config.js'
import { importCcloadCommand } from '../../src/import-ccload/import-ccload-command.js'
import { openDatabase } from '../../src/open-database.js'
import { createScrubber } from '../../src/security/scrubber.js'
import { tempFolder } from '../support/temp-folder.js'

/** An installation that takes something over, with the machine's environment kept out of it. */
export function createTarget(variables: Readonly<Record<string, string>> = {}) {
  const path = join(tempFolder(), 'new.db')
  const environment = {
    environment: { SQLITE_PATH: path, ...variables },
    envFile: '/nowhere',
  }
  const open = () =>
    openDatabase(loadConfig(environment), {
      logger: silentLogger,
      scrubber: createScrubber(),
      rotateSecret: false,
    })
  return {
    path,
    /** Runs the command; returns what it printed. */
    async run(...args: string[]): Promise<string> {
      let printed = ''
      const print = (text: string) => {
        printed += text
      }
      await importCcloadCommand(args, { print, environment })
      return printed
    },
    /** Everything that is in the store, with keys in plain. */
    async contents() {
      const { store, journal, close } = await open()
      try {
        return { channels: await store.channels.list(), tokens: await store.tokens.list() }
      } finally {
        await journal?.close()
        await close()
      }
    },
  }
}
