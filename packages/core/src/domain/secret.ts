/** What an object is asked for by `util.inspect` and `console.log`; no Node module is needed for it. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/**
 * A text that must not be seen: a key, a password. Whatever prints it, be it a template, JSON, a log
 * or an inspection, gets its mask; only {@link reveal} gives the text. It survives neither
 * `structuredClone` nor a message to a thread, and does not turn into its text there either.
 *
 * @example
 * const secret = new Secret('sk-ant-api03-0123456789')
 * console.log(`${secret}`, secret) // sk-a****6789 sk-a****6789
 */
export class Secret {
  readonly #text: string

  /** Throws `TypeError`, which does not repeat what was given, for anything but a string. */
  constructor(text: string) {
    if (typeof text !== 'string') throw new TypeError(`A secret is a string, not ${typeof text}.`)
    this.#text = text
    Object.freeze(this)
  }

  /** The text itself: for what is sent or stored, not for what is shown. */
  reveal(): string {
    return this.#text
  }

  equals(other: Secret): boolean {
    return this.#text === other.reveal()
  }

  /** The mask: see {@link maskKey}. */
  toString(): string {
    return maskKey(this.#text)
  }

  /** The mask. */
  toJSON(): string {
    return this.toString()
  }

  /** The mask. */
  [Symbol.toPrimitive](): string {
    return this.toString()
  }

  /** The mask. */
  [INSPECT](): string {
    return this.toString()
  }
}

/** The form in which a key may be shown: enough to recognise it, too little to use it. */
export function maskKey(text: string): string {
  return text.length < 16 ? '****' : `${text.slice(0, 4)}****${text.slice(-4)}`
}

/** A secret of a text; one that is a secret already stays as it is. */
export function toSecret(text: string | Secret): Secret {
  return text instanceof Secret ? text : new Secret(text)
}

/** The same by name. */
export function toSecrets(
  texts: Readonly<Record<string, string | Secret>>,
): Record<string, Secret> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, toSecret(text)]))
}

/** The texts of secrets, by name. */
export function revealAll(secrets: Readonly<Record<string, Secret>>): Record<string, string> {
  return Object.fromEntries(Object.entries(secrets).map(([name, text]) => [name, text.reveal()]))
}
