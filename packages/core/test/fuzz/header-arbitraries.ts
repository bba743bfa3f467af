import fc from 'fast-check'

/** One header line; the value may hold what no header may. */
export type Line = readonly [name: string, value: string]

const TOKEN_CHARACTERS =
  "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/** Names by which something depends on the header. */
const KNOWN_NAMES = [
  ...['Connection', 'Keep-Alive', 'TE', 'Trailer', 'Upgrade', 'Proxy-Authorization'],
  ...['Proxy-Authenticate', 'Proxy-Connection', 'Transfer-Encoding', 'Content-Length', 'Host'],
  ...['Cookie', 'Set-Cookie', 'Forwarded', 'X-Forwarded-For', 'X-Real-IP', 'Expect', 'Via'],
  ...['Authorization', 'X-Api-Key', 'X-Goog-Api-Key', 'anthropic-version', 'anthropic-beta'],
  ...['x-claude-code-session-id', 'X-Hop', 'X-Other', 'Date', 'Content-Encoding', 'Content-Type'],
]

const token = fc.string({
  unit: fc.constantFrom(...TOKEN_CHARACTERS),
  minLength: 1,
  maxLength: 12,
})

/** Printable text, tabs and the upper half of Latin-1, without blanks at its ends. */
const fieldValue = fc
  .string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) })
  .map((text) => text.replace(/[\x7f-\x9f]/g, '').trim())

/** Every byte, line breaks and zeros above all. */
const anyBytes = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\r', '\n', '\r\n', '\0', '\t', ':', ' ', '\x7f'),
    fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)),
  ),
  maxLength: 24,
})

const name = fc.oneof(fc.constantFrom(...KNOWN_NAMES), token)

/** Values that `Connection` may have. */
const connectionValue = fc
  .array(fc.oneof(fc.constantFrom('close', 'keep-alive', 'X-Hop', 'x-other', 'Via'), token), {
    maxLength: 4,
  })
  .map((names) => names.join(', '))

/** Header lines that HTTP allows. */
export const lawfulLines: fc.Arbitrary<Line[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.tuple(name, fieldValue) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom('Connection', 'connection'), connectionValue),
    },
  ),
  { maxLength: 12 },
)

/** Header lines of which some are none. */
export const lawlessLines: fc.Arbitrary<Line[]> = fc.array(
  fc.oneof(fc.tuple(name, anyBytes), fc.tuple(anyBytes, fieldValue), fc.tuple(name, fieldValue)),
  { minLength: 1, maxLength: 6 },
)

/** Names that end at each hop: RFC 9110, 7.6.1. */
export const HOP_BY_HOP = [
  ...['connection', 'keep-alive', 'te', 'trailer', 'upgrade', 'transfer-encoding'],
  ...['proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
]

/** The names that `Connection` lines list, in lower case. */
export function namedByConnection(lines: readonly Line[]): string[] {
  return lines
    .filter(([lineName]) => lineName.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(','))
    .map((listed) => listed.trim().toLowerCase())
    .filter((listed) => listed !== '')
}
