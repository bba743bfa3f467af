import type { AnswerTap } from './answer-tap.js'
import { Carry, toBuffer } from './usage-carry.js'
import { type AnswerFacts, readError, readPayload } from './usage-facts.js'
import { toFields } from './usage-merge.js'

const LF = 0x0a
const CR = 0x0d

/** The longest line, and the longest data of one event, that are read; longer ones are skipped. */
const EVENT_LIMIT = 1024 * 1024

/** Most events of an answer begin so, and none of them is of interest. */
const CONTENT_TYPE = 'content_block_'
const CONTENT_EVENT = Buffer.from(`event: ${CONTENT_TYPE}`)
const CONTENT_EVENT_LENGTH = CONTENT_EVENT.length

const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf'
const LEADING_TYPE = /^\s*\{\s*"type"\s*:\s*"(\w[\w.]{0,63})"/
const USAGE = /"usage(?:Metadata)?"\s*:\s*\{/
const ERROR = /"error"\s*:\s*[{"]/

/**
 * Reads a server-sent event stream (HTML Standard, 9.2.6) of Anthropic Messages, OpenAI Chat
 * Completions or Responses, or Gemini. An event split in any way over chunks reads the same.
 * The first line's end decides whether lines end in CR or in LF; CRLF counts as LF.
 */
export function createSseTap(): AnswerTap {
  return new SseTap()
}

class SseTap implements AnswerTap, AnswerFacts {
  usage: AnswerFacts['usage'] = null
  complete = false
  errorType: string | null = null
  messageId: string | null = null
  contentEvents = 0
  readonly settled = null

  private ended = false
  /** The byte that ends a line; 0 until the first line's end has been seen. */
  private lineEnd = 0
  /** The first line's end is a CR at the end of its chunk: the next byte decides. */
  private undecided = false
  private pastFirstLine = false
  private readonly carry = new Carry()

  /** The event being read: its name and data so far, whether it is skipped, or was too long. */
  private name = ''
  private data: string | null = null
  private skipping = false
  private oversized = false

  push(chunk: Uint8Array): void {
    if (this.ended) return
    const at = this.isBetweenEvents() ? this.passContentEvents(chunk, 0) : 0
    if (at === chunk.length) return
    const bytes = toBuffer(chunk)
    if (this.lineEnd !== 0 || this.findLineEnd(bytes)) this.readLines(bytes, at)
  }

  end(): void {
    if (this.ended) return
    this.ended = true
    if (this.carry.length > 0) this.endLine(Buffer.alloc(0), 0, 0)
    // A last event without its blank line counts when it is whole: some upstreams end so.
    if (this.data !== null && (this.data === '[DONE]' || parse(this.data))) this.endEvent()
  }

  private readLines(chunk: Buffer, start: number): void {
    let at = start
    while (at < chunk.length) {
      const end = chunk.indexOf(this.lineEnd, at)
      if (end < 0) {
        this.carry.add(chunk, at, chunk.length, this.skipping ? 0 : EVENT_LIMIT)
        return
      }
      this.endLine(chunk, at, end)
      at = end + 1
      if (this.isBetweenEvents()) at = this.passContentEvents(chunk, at)
    }
  }

  private isBetweenEvents(): boolean {
    return this.carry.length === 0 && this.name === '' && this.data === null && this.lineEnd === LF
  }

  /** Counts whole content events at `start` without decoding them; returns where they end. */
  private passContentEvents(chunk: Uint8Array, start: number): number {
    let at = start
    while (isContentEvent(chunk, at)) {
      const nameEnd = chunk.indexOf(LF, at + CONTENT_EVENT_LENGTH)
      if (nameEnd < 0) return at
      const dataEnd = chunk.indexOf(LF, nameEnd + 1)
      if (dataEnd < 0) return at
      const blankEnd = chunk[dataEnd + 1] === CR ? dataEnd + 2 : dataEnd + 1
      if (chunk[blankEnd] !== LF) return at
      this.contentEvents++
      at = blankEnd + 1
    }
    return at
  }

  /** Ends the line that the carry began with `chunk[from..to)`. */
  private endLine(chunk: Buffer, from: number, to: number): void {
    const { carry } = this
    const length = carry.length + to - from
    const last = to > from ? chunk[to - 1] : carry.last
    const isBlank = length === 0 || (length === 1 && last === CR)
    if (isBlank || this.skipping) {
      carry.clear()
      if (isBlank) this.endEvent()
    } else if (carry.length === 0) {
      this.readLine(chunk.toString('latin1', from, Math.min(to, from + EVENT_LIMIT)))
    } else {
      carry.add(chunk, from, to, EVENT_LIMIT)
      this.readLine(carry.take())
    }
  }

  /** A text as long as the limit is the beginning of a longer line. */
  private readLine(text: string): void {
    let line = text.endsWith('\r') ? text.slice(0, -1) : text
    if (!this.pastFirstLine && line.startsWith(BYTE_ORDER_MARK)) line = line.slice(3)
    this.pastFirstLine = true
    if (line.startsWith('data:')) {
      const value = fieldValue(line, 5)
      const data = this.data === null ? value : `${this.data}\n${value}`
      this.oversized ||= text.length === EVENT_LIMIT || data.length > EVENT_LIMIT
      this.data = this.oversized ? '' : data
    } else if (line.startsWith('event:')) {
      this.name = fieldValue(line, 6)
      this.skipping = isOfNoInterest(this.name)
    }
  }

  private endEvent(): void {
    const { name, data } = this
    if (name !== '' || data !== null) {
      const type = data === null || this.skipping || this.oversized ? name : this.readData(data)
      if (type !== 'ping') this.contentEvents++
    }
    this.name = ''
    this.data = null
    this.skipping = false
    this.oversized = false
  }

  /** Takes what is of interest from an event's data; returns the event's type. */
  private readData(data: string): string {
    if (data === '[DONE]') {
      this.complete = true
      return this.name
    }
    const type = this.name || (LEADING_TYPE.exec(data)?.[1] ?? '')
    if (isOfNoInterest(type) || !this.isWorthParsing(type, data)) return type
    const payload = parse(data)
    if (payload) {
      readPayload(this, payload, type)
      return type || (typeof payload.type === 'string' ? payload.type : '')
    }
    if (type === 'error') readError(this, null)
    return type
  }

  /** The first event is read for its id, the others only where something of interest may be. */
  private isWorthParsing(type: string, data: string): boolean {
    return (
      this.contentEvents === 0 ||
      type === 'error' ||
      type === 'message_stop' ||
      USAGE.test(data) ||
      ERROR.test(data) ||
      (type === '' && data.includes('"type"'))
    )
  }

  /** Looks for the first line's end; false, with the chunk put aside, while it has not come. */
  private findLineEnd(chunk: Buffer): boolean {
    if (this.undecided) {
      this.lineEnd = chunk[0] === LF ? LF : CR
      if (this.lineEnd === CR) this.endLine(chunk, 0, 0)
      return true
    }
    const cr = chunk.indexOf(CR)
    const lf = chunk.indexOf(LF)
    this.undecided = cr >= 0 && cr === chunk.length - 1 && lf < 0
    if (this.undecided || (cr < 0 && lf < 0)) {
      this.carry.add(chunk, 0, this.undecided ? cr : chunk.length, EVENT_LIMIT)
      return false
    }
    this.lineEnd = cr < 0 || (lf >= 0 && lf <= cr + 1) ? LF : CR
    return true
  }
}

/** Compares every other byte: no event of another name shares those, and it halves the time. */
function isContentEvent(chunk: Uint8Array, at: number): boolean {
  if (at + CONTENT_EVENT_LENGTH > chunk.length) return false
  for (let i = 0; i < CONTENT_EVENT_LENGTH; i += 2) {
    if (chunk[at + i] !== CONTENT_EVENT[i]) return false
  }
  return true
}

function isOfNoInterest(type: string): boolean {
  return type === 'ping' || type.startsWith(CONTENT_TYPE)
}

/** A field's value: one space after the colon belongs to the syntax. */
function fieldValue(line: string, start: number): string {
  return line.slice(line[start] === ' ' ? start + 1 : start)
}

/** An event's data as an object; null when it is none. */
function parse(data: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(data)
    return typeof value === 'object' && value !== null ? toFields(value) : null
  } catch {
    return null
  }
}
