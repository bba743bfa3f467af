import * as z from 'zod'
import { toEvent } from '../http/event-stream.js'
import { logView, toLogView } from './log-view.js'
import type { ChannelTestResult, ChannelTestStep } from './test-channel.js'

const seconds = z.number().meta({ description: 'Seconds' })

/** What came of a test, as the API shows it. */
export const channelTestView = z
  .strictObject({
    success: z.boolean(),
    status_code: z.int(),
    first_byte_time: seconds,
    duration: seconds,
    duration_ms: z.int(),
    response_text: z.string(),
    error: z.string(),
    attempts: z.array(logView),
  })
  .meta({ id: 'ChannelTest' })

/** A test as server-sent events: `head` once, `delta` for each piece of text, `result` last. */
export const channelTestEvents = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('head'),
    data: z.strictObject({ status_code: z.int(), first_byte_time: seconds }),
  }),
  z.strictObject({ event: z.literal('delta'), data: z.strictObject({ text: z.string() }) }),
  z.strictObject({ event: z.literal('result'), data: channelTestView }),
])

type Clean = (text: string) => string

/** Shows what came of a test. `clean` takes secrets out of what the upstream has said. */
export function toChannelTestView(
  result: ChannelTestResult,
  clean: Clean,
): z.output<typeof channelTestView> {
  return {
    success: result.error === '' && result.statusCode < 300,
    status_code: result.statusCode,
    first_byte_time: result.firstEventMs / 1000,
    duration: result.durationMs / 1000,
    duration_ms: result.durationMs,
    response_text: clean(result.text),
    error: clean(result.error),
    attempts: result.attempts.map((entry) =>
      toLogView({ ...entry, message: clean(entry.message) }),
    ),
  }
}

/**
 * Sends a test as it goes. A secret may come in pieces: the last word of a text is kept back until
 * it is whole, so that `clean` sees all of it. What is still kept back at the end is in the result.
 */
export async function* toChannelTestEvents(
  steps: AsyncIterable<ChannelTestStep>,
  clean: Clean,
): AsyncGenerator<string> {
  let said = ''
  let sent = 0
  for await (const step of steps) {
    switch (step.kind) {
      case 'head': {
        const { statusCode, firstEventMs } = step
        yield toEvent('head', { status_code: statusCode, first_byte_time: firstEventMs / 1000 })
        break
      }
      case 'text': {
        said += step.text
        const text = clean(said.slice(0, endOfWholeWords(said)))
        if (text.length > sent) yield toEvent('delta', { text: text.slice(sent) })
        sent = Math.max(sent, text.length)
        break
      }
      case 'result':
        yield toEvent('result', toChannelTestView(step.result, clean))
        break
    }
  }
}

/** Credentials are made of visible ASCII: any other character ends one, as in languages without spaces. */
function endOfWholeWords(text: string): number {
  let end = text.length
  while (end > 0 && isVisibleAscii(text.charCodeAt(end - 1))) end -= 1
  return end
}

function isVisibleAscii(code: number): boolean {
  return code > 0x20 && code < 0x7f
}
