import type { AnswerTap } from './answer-tap.js'
import { toBuffer } from './usage-carry.js'
import { type AnswerFacts, readPayload, readUsage } from './usage-facts.js'

const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
/** A byte order mark may stand before the first bracket: anything else there is not JSON. */
const NON_ASCII = 0x80

/** From this length on a search for the closing quote takes less time than a loop. */
const SHORT_STRING = 24

/** The members of an answer's object that are read; all others pass unseen. */
const WANTED = new Set(['id', 'usage', 'error', 'usageMetadata', 'responseId'])

/** The longest member that is read, in bytes. Real ones have some hundred. */
const MEMBER_LIMIT = 64 * 1024

/**
 * Reads a JSON answer of Anthropic Messages, OpenAI or Gemini by a scan for the members of its
 * outermost object (or of each object of an outermost array, Gemini's way to stream): nothing but
 * the wanted members is kept or parsed, so neither memory nor time per chunk grow with the body,
 * and a `usage` inside of content is never mistaken for the answer's.
 */
export function createJsonTap(): AnswerTap {
  return new JsonTap()
}

class JsonTap implements AnswerTap, AnswerFacts {
  usage: AnswerFacts['usage'] = null
  complete = false
  errorType: string | null = null
  messageId: string | null = null
  contentEvents = 0
  readonly settled = null

  private ended = false
  private depth = 0
  /** Depth inside of the objects whose members are looked at: 2 within an outermost array. */
  private memberDepth = 1
  private inString = false
  /** The byte before was a backslash within a string. */
  private escaped = false
  /** The member being passed; null while its name is still to come. */
  private key: string | null = null
  /** The name or value being kept, as far as it stood in earlier chunks; null: none is kept. */
  private kept: string | null = null
  /** Where it goes on in the current chunk. */
  private keptFrom = 0

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.contentEvents++
    if (this.ended || this.complete) return
    this.scan(toBuffer(chunk))
  }

  end(): void {
    this.ended = true
    this.kept = null
  }

  private scan(chunk: Buffer): void {
    this.keptFrom = 0
    const { length } = chunk
    let at = 0
    while (at < length && !this.complete && !this.ended) {
      if (this.inString) {
        at = this.passString(chunk, at)
        if (this.inString) break
        if (this.isAtName()) this.key = this.take(chunk, at)
      } else {
        const byte = chunk[at] ?? 0
        // Names and values that are no strings: most bytes outside of strings, and of no interest.
        if (this.depth === 0 || !isPlain(byte)) this.readStructure(chunk, at, byte)
      }
      at++
    }
    this.keep(chunk, length)
  }

  private readStructure(chunk: Buffer, at: number, byte: number): void {
    if (this.depth === 0 && byte !== OPEN_BRACE && byte !== OPEN_BRACKET) {
      if (byte > SPACE && byte < NON_ASCII) this.ended = true
      return
    }
    switch (byte) {
      case QUOTE:
        this.inString = true
        if (this.isAtName()) this.startKeeping(at + 1)
        return
      case COLON:
        if (this.isAtMember() && this.key !== null && WANTED.has(this.key)) {
          this.startKeeping(at + 1)
        }
        return
      case COMMA:
        if (this.isAtMember()) this.endMember(chunk, at)
        return
      case OPEN_BRACKET:
      case OPEN_BRACE:
        if (this.depth === 0) this.memberDepth = byte === OPEN_BRACKET ? 2 : 1
        this.depth++
        return
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        if (this.isAtMember()) this.endMember(chunk, at)
        this.depth--
        this.complete = this.depth === 0
    }
  }

  /** Position of the quote that ends the string being passed, or the chunk's end. */
  private passString(chunk: Buffer, start: number): number {
    const shortEnd = Math.min(start + SHORT_STRING, chunk.length)
    for (let at = start; at < shortEnd; at++) {
      const byte = chunk[at]
      if (this.escaped) this.escaped = false
      else if (byte === BACKSLASH) this.escaped = true
      else if (byte === QUOTE) {
        this.inString = false
        return at
      }
    }
    return this.passLongString(chunk, shortEnd)
  }

  private passLongString(chunk: Buffer, start: number): number {
    let at = start
    while (at < chunk.length) {
      const quote = chunk.indexOf(QUOTE, at)
      const end = quote === -1 ? chunk.length : quote
      let run = end
      while (run > at && chunk[run - 1] === BACKSLASH) run--
      const backslashes = end - run + (run === at && this.escaped ? 1 : 0)
      this.escaped = backslashes % 2 === 1
      if (quote === -1) break
      if (!this.escaped) {
        this.inString = false
        return quote
      }
      this.escaped = false
      at = quote + 1
    }
    return chunk.length
  }

  private isAtMember(): boolean {
    return this.depth === this.memberDepth
  }

  private isAtName(): boolean {
    return this.depth === this.memberDepth && this.key === null
  }

  private endMember(chunk: Buffer, at: number): void {
    const value = this.take(chunk, at)
    if (this.key !== null && value !== null) readMember(this, this.key, value)
    this.key = null
  }

  private startKeeping(at: number): void {
    this.kept = ''
    this.keptFrom = at
  }

  /** Adds the chunk's part before `end` to what is kept; gives up what has become too long. */
  private keep(chunk: Buffer, end: number): void {
    if (this.kept === null) return
    const fits = this.kept.length + end - this.keptFrom <= MEMBER_LIMIT
    this.kept = fits ? this.kept + chunk.toString('latin1', this.keptFrom, end) : null
  }

  private take(chunk: Buffer, end: number): string | null {
    this.keep(chunk, end)
    const text = this.kept
    this.kept = null
    return text
  }
}

/** Whether a byte outside of strings means nothing for the structure. */
function isPlain(byte: number): boolean {
  return (
    byte !== QUOTE &&
    byte !== COMMA &&
    byte !== COLON &&
    (byte | 0x20) !== OPEN_BRACE &&
    (byte | 0x20) !== CLOSE_BRACE
  )
}

function readMember(facts: AnswerFacts, key: string, value: string): void {
  try {
    const member: unknown = JSON.parse(value)
    // By the member itself: an object with a computed name costs more than all the rest.
    if (key === 'usage' || key === 'usageMetadata') readUsage(facts, member)
    else readPayload(facts, key === 'error' ? { error: member } : { id: member })
  } catch {
    // Not JSON after all: then it says nothing about usage.
  }
}
