import type { loadConfig } from './config.js'

/** What a command of the program is given beside its arguments. */
export interface CommandOptions {
  readonly print: (text: string) => void
  /** Left out: the process's own. */
  readonly environment?: Parameters<typeof loadConfig>[0]
}
