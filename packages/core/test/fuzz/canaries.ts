/** A secret that must not be seen somewhere, in every form in which it could be. */
export interface Canary {
  readonly secret: string
  /** Whether it stands in the bytes: as it is, in base64 (whatever stands before it) or URL-encoded. */
  isIn(bytes: Buffer | string): boolean
}

/** A canary whose forms differ from one another. */
export function createCanary(name: string): Canary {
  const secret = `sk-${name}+/=${name.toUpperCase()}-0123456789`
  const forms = [
    secret,
    encodeURIComponent(secret),
    ...[0, 1, 2].flatMap((offset) => {
      const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]).toString('base64')
      // The first and last characters depend on what stands beside.
      const inner = encoded.slice(offset === 0 ? 0 : 4, -4)
      return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
    }),
  ]
  return {
    secret,
    isIn: (bytes) => {
      const text = typeof bytes === 'string' ? bytes : bytes.toString('latin1')
      return forms.some((form) => text.includes(form))
    },
  }
}
