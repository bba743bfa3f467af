import * as z from 'zod'

const messageAnswer = z.object({ content: z.array(z.object({ text: z.string().optional() })) })
const errorAnswer = z.object({ error: z.object({ message: z.string() }) })
const textDelta = z.object({ delta: z.object({ text: z.string() }) })

/** What the model said, from a whole answer: JSON or server-sent events. Empty: nothing found. */
export function toAnswerText(body: string): string {
  const message = messageAnswer.safeParse(parse(body))
  if (message.success) return message.data.content.map(({ text = '' }) => text).join('')
  return createDeltaReader()(`${body}\n`)
}

/** Takes a stream's body in pieces of any size, and returns what the model says in each. */
export function createDeltaReader(): (piece: string) => string {
  let rest = ''
  return (piece) => {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    return lines
      .filter((line) => line.startsWith('data:'))
      .map((line) => textDelta.safeParse(parse(line.slice('data:'.length))).data?.delta.text ?? '')
      .join('')
  }
}

/** The message of an error in the shape of the Messages API; undefined: it is none. */
export function toErrorText(body: string): string | undefined {
  return errorAnswer.safeParse(parse(body)).data?.error.message
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
