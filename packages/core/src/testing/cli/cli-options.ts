import { parseArgs } from 'node:util'

/** A command line that makes no sense; its message says what would. */
export class UsageError extends Error {}

/** What the command line asks for. */
export type Command =
  | { readonly name: 'help' }
  | {
      readonly name: 'fake-upstream'
      readonly port: number
      readonly controlPort: number
      readonly host: string
    }
  | {
      readonly name: 'conformance'
      readonly gateway: string
      readonly control: string
      readonly token: string
      readonly model: string | undefined
      readonly alias: string | undefined
      readonly firstEventTimeoutMs: number | undefined
      readonly forget:
        | { readonly method: string; readonly url: string; readonly bearer: string }
        | undefined
      readonly only: string | undefined
      readonly markdown: string | undefined
    }

/** What the command line can be. */
export const HELP = `Usage:
  npx @ccload/core fake-upstream [--port 9101] [--control-port 9100] [--host 127.0.0.1]
      Starts two fake upstreams (the second on the next port) for a gateway to use.

  npx @ccload/core conformance --gateway URL --control URL --token TOKEN [options]
      Checks the gateway against what Claude Code's clients rely on.

      --model NAME               a model that both upstreams serve (claude-sonnet-4-5)
      --alias NAME               a model that the gateway sends upstream under another name
      --first-event-timeout MS   the gateway's limit for an answer to begin, if it is short
      --forget "METHOD URL"      a request that makes the gateway forget earlier failures
      --forget-token TOKEN       the bearer token of that request
      --only PREFIX              only rows whose id begins so
      --markdown FILE            also writes the table of rows as Markdown

      The exit code is 0 when no row failed, 1 when one did, 2 for a wrong command line.
`

/**
 * Reads the command line.
 *
 * @throws {UsageError} for one that makes no sense.
 */
export function readCommand(args: readonly string[]): Command {
  const [name = 'help', ...rest] = args
  switch (name) {
    case 'help':
    case '--help':
    case '-h':
      return { name: 'help' }
    case 'fake-upstream':
      return readFakeUpstream(rest)
    case 'conformance':
      return readConformance(rest)
    default:
      throw new UsageError(`there is no command ${name}`)
  }
}

const STRING = { type: 'string' } as const

function readFakeUpstream(args: string[]): Command {
  const values = parse(args, { port: STRING, 'control-port': STRING, host: STRING })
  return {
    name: 'fake-upstream',
    port: toNumber('--port', values.port ?? '9101'),
    controlPort: toNumber('--control-port', values['control-port'] ?? '9100'),
    host: values.host ?? '127.0.0.1',
  }
}

function readConformance(args: string[]): Command {
  const values = parse(args, {
    gateway: STRING,
    control: STRING,
    token: STRING,
    model: STRING,
    alias: STRING,
    'first-event-timeout': STRING,
    forget: STRING,
    'forget-token': STRING,
    only: STRING,
    markdown: STRING,
  })
  const { gateway, control, token, 'first-event-timeout': timeout } = values
  if (!gateway || !control || !token) {
    throw new UsageError('conformance needs --gateway, --control and --token')
  }
  return {
    name: 'conformance',
    gateway: gateway.replace(/\/$/, ''),
    control,
    token,
    model: values.model,
    alias: values.alias,
    firstEventTimeoutMs:
      timeout === undefined ? undefined : toNumber('--first-event-timeout', timeout),
    forget: toForget(values.forget, values['forget-token']),
    only: values.only,
    markdown: values.markdown,
  }
}

function toForget(request: string | undefined, bearer = '') {
  if (request === undefined) return undefined
  const [method = '', url = ''] = request.split(' ')
  if (!URL.canParse(url))
    throw new UsageError('--forget wants a method and a URL: "DELETE http://..."')
  return { method, url, bearer }
}

function parse<Name extends string>(
  args: string[],
  options: Record<Name, typeof STRING>,
): Partial<Record<Name, string>> {
  try {
    return parseArgs({ args, options }).values as Partial<Record<Name, string>>
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause))
  }
}

function toNumber(option: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new UsageError(`${option} wants a whole number`)
  return value
}
