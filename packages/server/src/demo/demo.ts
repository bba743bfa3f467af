import { parseArgs } from 'node:util'
import { stopOnSignals } from '../stop-on-signals.js'
import { DEMO_PASSWORD, startDemo } from './start-demo.js'

const print = (text: string) => void process.stdout.write(text)

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '8787' } } })
  print('Making up a week of history…\n')
  const demo = await startDemo({ port: Number(values.port), seed: Date.now() })
  print(`\nccload demo\n  Pages     ${demo.url}/web/\n  Password  ${DEMO_PASSWORD}\n\n`)
  print('All upstreams are fake and on this machine. Nothing is kept. Ctrl-C ends it.\n')
  stopOnSignals({ process, print, stop: () => demo.stop() })
}

main().catch((error: unknown) => {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
})
