import { writeFile } from 'node:fs/promises'
import { connectUpstreamPair } from '../conformance/control-client.js'
import { startFakeUpstreams } from '../conformance/control-server.js'
import { toLine, toMarkdown, toSummary } from '../conformance/report.js'
import { runConformance } from '../conformance/runner.js'
import { type Command, HELP } from './cli-options.js'

type Conformance = Extract<Command, { name: 'conformance' }>

/** Does what a command line asks for. Resolves to the exit code, or undefined to keep running. */
export async function runCommand(
  command: Command,
  print: (text: string) => void,
): Promise<number | undefined> {
  switch (command.name) {
    case 'help':
      print(HELP)
      return 0
    case 'fake-upstream': {
      const { urls, controlUrl } = await startFakeUpstreams(command)
      print(`upstreams  ${urls.join('  ')}\ncontrol    ${controlUrl}\n`)
      return undefined
    }
    case 'conformance':
      return checkGateway(command, print)
  }
}

async function checkGateway(command: Conformance, print: (text: string) => void): Promise<number> {
  const { gateway, token, model, alias, firstEventTimeoutMs, forget, only, markdown } = command
  const results = await runConformance({
    gateway: {
      url: gateway,
      token,
      model,
      alias,
      firstEventTimeoutMs,
      forget: forget && (() => sendForget(forget)),
    },
    upstreams: await connectUpstreamPair(command.control),
    only,
    onResult: (result) => print(`${toLine(result)}\n`),
  })
  print(`\n${toSummary(results)}\n`)
  if (markdown !== undefined) await writeFile(markdown, toMarkdown({ [gateway]: results }))
  return results.some(({ outcome }) => outcome === 'failed') ? 1 : 0
}

async function sendForget({ method, url, bearer }: NonNullable<Conformance['forget']>) {
  const headers = bearer === '' ? {} : { authorization: `Bearer ${bearer}` }
  const response = await fetch(url, { method, headers })
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`${method} ${url} was answered with ${response.status}`)
}
