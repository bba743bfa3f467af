import { parseJson } from '../transfer/csv-cell.js'

/** A row by its columns: empty for what is not there. Whatever it holds is text. */
export type Cells = (column: string) => string

export function toNumber(text: string): number {
  const number = Number(text.trim())
  return Number.isFinite(number) ? number : 0
}

export function toFlag(text: string): boolean {
  return /^(1|true|yes)$/i.test(text.trim())
}

/** A list in JSON, of whatever; undefined: it is none. Nothing at all is an empty one. */
export function toList(text: string): unknown[] | undefined {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed === 'null') return []
  const list = parseJson(trimmed)
  return Array.isArray(list) ? list : undefined
}

/** A list of texts in JSON; undefined: it is none. */
export function toTexts(text: string): string[] | undefined {
  const list = toList(text)
  return list?.every((item) => typeof item === 'string') ? list : undefined
}

/** An object in JSON; undefined: it is none. Nothing at all is an empty one. */
export function toObject(text: string): Record<string, unknown> | undefined {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed === 'null') return {}
  const value = parseJson(trimmed)
  return isObject(value) ? value : undefined
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
