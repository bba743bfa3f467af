import assert from 'node:assert/strict'
import type { RawHeaders } from '../../domain/message.js'
import { headerValues } from '../http-wire.js'
import type { AdapterTraits } from './bench.js'

/**
 * Asserts that the sent lines are among the received ones: in their order, case and repetition, or
 * where the host cannot do that, by name and joined value.
 */
export function assertHeadersKept(
  sent: RawHeaders,
  received: RawHeaders,
  { rawHeaders }: AdapterTraits,
): void {
  if (rawHeaders) {
    const names = new Set(toLines(sent).map((line) => nameOf(line).toLowerCase()))
    const kept = toLines(received).filter((line) => names.has(nameOf(line).toLowerCase()))
    assert.deepEqual(kept, toLines(sent))
    return
  }
  for (const name of new Set(sent.filter((_, at) => at % 2 === 0))) {
    assert.equal(headerValues(received, name).join(', '), headerValues(sent, name).join(', '))
  }
}

function nameOf(line: string): string {
  return line.slice(0, line.indexOf(':'))
}

function toLines(headers: RawHeaders): string[] {
  return headers.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${headers[at + 1]}`] : []))
}
