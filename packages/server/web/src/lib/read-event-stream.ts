/** A server-sent event. */
export interface StreamEvent {
  /** `message` where the server gave no name. */
  readonly type: string
  readonly data: string
}

/** Reads an answer of server-sent events to its end. Rejects when it breaks off. */
export async function readEventStream(
  response: Response,
  onEvent: (event: StreamEvent) => void,
): Promise<void> {
  const parse = createEventParser(onEvent)
  const decoder = new TextDecoder()
  const reader = response.body?.getReader()
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
    parse(decoder.decode(piece.value, { stream: true }))
  }
}

/** Takes a stream in pieces of any size, and hands over each event that has data once it is whole. */
export function createEventParser(onEvent: (event: StreamEvent) => void): (piece: string) => void {
  let rest = ''
  return (piece) => {
    const events = (rest + piece).split(/\r?\n\r?\n/)
    rest = events.pop() ?? ''
    for (const event of events) {
      const lines = event.split(/\r?\n/)
      const valuesOf = (field: string) =>
        lines
          .filter((line) => line.startsWith(`${field}:`))
          .map((line) => line.slice(field.length + 1).replace(/^ /, ''))
      const data = valuesOf('data').join('\n')
      if (data.trim() !== '') onEvent({ type: valuesOf('event').at(-1) ?? 'message', data })
    }
  }
}
