/** The longest name that is kept, in characters: what an index of every database takes. */
const LONGEST_NAME = 512

/**
 * A text as every database can store it: PostgreSQL takes no NUL, and none takes half a surrogate
 * pair, of which each would make something else.
 */
export function toStorableText(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, '\uFFFD')
}

/** A storable text, cut to the length that an index takes. */
export function toStorableName(text: string): string {
  const name = toStorableText(text)
  return name.length <= LONGEST_NAME ? name : [...name].slice(0, LONGEST_NAME).join('')
}
