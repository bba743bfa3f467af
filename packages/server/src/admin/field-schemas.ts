import * as z from 'zod'

/** One line of text, trimmed. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters')

/** A whole number in a query or a path. */
export const wholeNumber = (max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= 1 && value <= max, `must be between 1 and ${max}`)

/** A switch in a query: off where it is left out. */
export const queryFlag = z
  .enum(['0', '1'])
  .default('0')
  .transform((value) => value === '1')

/** The id in a path. */
export const pathId = wholeNumber(999_999_999_999_999)

/** Names and values. `__proto__` is refused, where a record would drop it without a word. */
export const record = <V extends z.ZodType>(name: z.ZodString, value: V) =>
  z.preprocess(
    (input, context) => {
      if (typeof input === 'object' && input !== null && Object.hasOwn(input, '__proto__')) {
        context.issues.push({ code: 'custom', message: 'must not name __proto__', input })
      }
      return input
    },
    z.record(name, value),
  )

const secret = z
  .string()
  .trim()
  .max(4096)
  .regex(/^[\x21-\x7e]*$/, 'must consist of visible ASCII characters without spaces')

/** One key as it is written. Either names a key that is there (`id`), or brings its secret. */
export const keyInput = z.strictObject({
  id: z.int().positive().optional(),
  api_key: secret.optional(),
  enabled: z.boolean().optional(),
  note: line(200).optional(),
})

export type KeyInput = z.output<typeof keyInput>

/** Whether a text could be sent as a key: it goes into a header, so nothing may follow behind it. */
export function isSecret(text: string): boolean {
  return text !== '' && secret.safeParse(text).success
}
