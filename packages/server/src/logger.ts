import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino'
import type { Scrubber } from './security/scrubber.js'

/** Names under which a secret may turn up in log fields, at the top or one level down. */
const SECRET_FIELDS = [
  'authorization',
  'api_key',
  'apiKey',
  'cookie',
  'password',
  'secret',
  'token',
  '["x-api-key"]',
  '["set-cookie"]',
  '["x-claude-code-managed-settings-checksum"]',
]

/** JSON lines for machines to read, each scrubbed as a whole just before it is written. */
export function createLogger(options: {
  level: string
  scrubber: Scrubber
  destination?: DestinationStream
}): PinoLogger {
  const { level, scrubber, destination = pino.destination({ dest: 1, sync: true }) } = options
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRET_FIELDS.flatMap((name) =>
          name.startsWith('[') ? [name, `*${name}`] : [name, `*.${name}`],
        ),
        censor: '****',
      },
      hooks: { streamWrite: scrubber.scrub },
    },
    destination,
  )
}
