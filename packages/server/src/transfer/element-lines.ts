/**
 * The lines, counted from 1, on which the elements of a JSON array begin. The text has to be valid
 * JSON and an array.
 */
export function elementLines(json: string): number[] {
  const lines: number[] = []
  let line = 1
  let depth = 0
  let inString = false
  let expected = false
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at] ?? ''
    if (character === '\n') line += 1
    if (inString) {
      if (character === '\\') at += 1
      else if (character === '"') inString = false
      continue
    }
    if (/\s/.test(character)) continue
    if (expected && character !== ']') lines.push(line)
    expected = false
    if (character === '"') inString = true
    else if (character === '[' || character === '{') depth += 1
    else if (character === ']' || character === '}') depth -= 1
    if (depth === 1 && (character === '[' || character === ',')) expected = true
  }
  return lines
}
