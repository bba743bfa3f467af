import type { Exchange, RawHeaders } from '../domain/message.js'
import { CcloadError } from '../errors.js'

/** How many bytes wait for a slow reader before the upstream is paused. */
const HIGH_WATER_MARK = 64 * 1024

/** One exchange in terms of the web platform. */
export class FetchExchange implements Exchange {
  readonly method: string
  readonly target: string
  readonly headers: RawHeaders
  readonly remoteAddress: string | null
  isAnswered = false
  /** Settles when the status and headers are known, or rejects with what {@link fail} was given. */
  readonly response: Promise<Response>
  readonly #request: Request
  #resolve: (response: Response) => void = () => {}
  #reject: (error: unknown) => void = () => {}
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  #ended = false
  #abort: () => void = () => {}
  #drain: () => void = () => {}

  constructor(request: Request, target: string, remoteAddress: string | null) {
    this.#request = request
    this.method = request.method
    this.target = target
    this.headers = [...request.headers].flatMap(([name, value]) => [name, withoutControls(value)])
    this.remoteAddress = remoteAddress
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    request.signal.addEventListener('abort', () => this.#leave(), { once: true })
  }

  async readBody(limit: number): Promise<Uint8Array> {
    if (this.#request.bodyUsed) {
      throw new CcloadError('body_already_read', 'The request body was read before the proxy ran.')
    }
    if (Number(this.#request.headers.get('content-length')) > limit) throw tooLarge(limit)
    const chunks: Uint8Array[] = []
    let length = 0
    for await (const chunk of this.#chunks()) {
      length += chunk.length
      if (length > limit) throw tooLarge(limit)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  }

  async *#chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#request.body ?? []
    } catch (cause) {
      const message = 'The request ended before its body did.'
      throw new CcloadError('body_incomplete', message, { cause })
    }
  }

  writeHead(status: number, headers: RawHeaders): void {
    this.isAnswered = true
    const hasBody = this.method !== 'HEAD' && status !== 204 && status !== 205 && status !== 304
    const body = hasBody ? this.#createBody() : null
    this.#resolve(new Response(body, { status: toStatus(status), headers: toHeaders(headers) }))
  }

  write(chunk: Uint8Array): boolean {
    if (this.#ended || this.#controller === undefined) return true
    this.#controller.enqueue(chunk)
    return (this.#controller.desiredSize ?? 1) > 0
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#controller?.close()
  }

  destroy(): void {
    if (this.#ended) return
    this.#ended = true
    const error = new Error('The upstream broke off.')
    if (this.#controller !== undefined) this.#controller.error(error)
    else this.#reject(error)
  }

  /** Ends the exchange with a fault: the host's if nothing was sent, the reader's otherwise. */
  fail(error: unknown): void {
    if (this.isAnswered) this.destroy()
    else this.#reject(error)
  }

  onAbort(listener: () => void): void {
    if (this.#request.signal.aborted) listener()
    else this.#abort = listener
  }

  onDrain(listener: () => void): void {
    this.#drain = listener
  }

  #createBody(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller
        },
        pull: () => this.#drain(),
        cancel: () => this.#leave(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: HIGH_WATER_MARK }),
    )
  }

  #leave(): void {
    if (this.#ended) return
    this.#ended = true
    this.#abort()
    this.#reject(this.#request.signal.reason)
  }
}

/** The platform lets characters pass that HTTP does not (RFC 9110, 5.5), and that no upstream takes. */
function withoutControls(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return value.replace(/[\x00-\x08\x0a-\x1f\x7f]/g, ' ')
}

/** The exchange of a web request. */
export function createFetchExchange(
  request: Request,
  target: string,
  remoteAddress: string | null,
): FetchExchange {
  return new FetchExchange(request, target, remoteAddress)
}

/** The platform knows no status beyond 599, which clients are to treat as a server's error anyway. */
function toStatus(status: number): number {
  return status > 599 ? 502 : status
}

function toHeaders(raw: RawHeaders): Headers {
  const headers = new Headers()
  for (let at = 0; at < raw.length; at += 2)
    headers.append(raw[at] as string, raw[at + 1] as string)
  return headers
}

function tooLarge(limit: number): CcloadError {
  return new CcloadError('body_too_large', `The request body exceeds ${limit} bytes.`)
}
