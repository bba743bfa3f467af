/** What spreadsheets take for the beginning of a formula, full-width forms included (OWASP). */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/

/**
 * Keeps a spreadsheet from running a cell as a formula: an apostrophe in front makes it text. What
 * already looks like that gets one more, so that {@link restoreCell} always finds the original.
 */
export function neutralizeCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

/** The text that {@link neutralizeCell} was given. */
export function restoreCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
}

/**
 * A list as one text: separated by commas, as ccLoad writes it, or as JSON where commas would not
 * bring it back.
 */
export function joinList(items: readonly string[]): string {
  const joined = items.join(',')
  const back = splitList(joined)
  const same = back?.length === items.length && back.every((item, at) => item === items[at])
  return same ? joined : JSON.stringify(items)
}

/** The items of a text that {@link joinList} made, or a person. Undefined: it is no list. */
export function splitList(text: string): string[] | undefined {
  const trimmed = text.trim()
  if (!trimmed.startsWith('[')) {
    return trimmed
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
  }
  const list = parseJson(trimmed)
  return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined
}

/** A JSON text's value; undefined: it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
