const QUOTE = 34
const BACKSLASH = 92
const OPEN = 123
const OPEN_LIST = 91
const CLOSE = 125
const CLOSE_LIST = 93
const COLON = 58

/**
 * The value of a body's top-level `model`, found without parsing. Strings are skipped by
 * `indexOf`; the first `model` wins.
 *
 * @param {Buffer} body
 * @returns {string | undefined}
 */
export function peekModel(body) {
  let depth = 0
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]
    if (byte === OPEN || byte === OPEN_LIST) depth++
    else if (byte === CLOSE || byte === CLOSE_LIST) depth--
    else if (byte === QUOTE) {
      const end = endOfString(body, at + 1)
      if (end === -1) return undefined
      if (depth === 1 && end - at === 6 && body.toString('latin1', at + 1, end) === 'model') {
        const value = valueAfter(body, end + 1)
        if (value !== undefined) return value
      }
      at = end
    }
  }
  return undefined
}

/**
 * @param {Buffer} body
 * @param {number} from
 */
function endOfString(body, from) {
  for (let end = body.indexOf(QUOTE, from); end !== -1; end = body.indexOf(QUOTE, end + 1)) {
    let backslashes = 0
    while (body[end - 1 - backslashes] === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return end
  }
  return -1
}

/**
 * The string after a colon; undefined when there is none, as after a value that reads `model`.
 *
 * @param {Buffer} body
 * @param {number} at
 */
function valueAfter(body, at) {
  let hasColon = false
  for (; at < body.length; at++) {
    const byte = /** @type {number} */ (body[at])
    if (byte === COLON) hasColon = true
    else if (byte === QUOTE && hasColon)
      return body.toString('utf8', at + 1, endOfString(body, at + 1))
    else if (byte > 32) return undefined
  }
  return undefined
}
