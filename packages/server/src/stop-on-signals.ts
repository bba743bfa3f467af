import type { EventEmitter } from 'node:events'

const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const

/**
 * The first signal stops in an orderly way and exits 0 (1 when that fails); the second one exits
 * at once, with the status that shells give to a process that ended by it.
 */
export function stopOnSignals(options: {
  process: Pick<EventEmitter, 'on'> & { exit(code: number): void }
  stop: () => Promise<void>
  print: (text: string) => void
}): void {
  const { process, stop, print } = options
  let stopping = false
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      if (stopping) return process.exit(128 + number)
      stopping = true
      print('Stopping when the running requests have ended. Once more to stop at once.\n')
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          print(`Stopped with an error: ${error instanceof Error ? error.message : error}\n`)
          process.exit(1)
        },
      )
    })
  }
}
