/** What a header is called that holds a credential, of whatever kind. */
const SENSITIVE = /auth|cookie|credential|key|passw|secret|token|signature/

/** Counts of the other kind of token. */
const HARMLESS = /ratelimit/

/** Whether the name of a header tells that its value is not to be shown. */
export function isSensitiveHeader(name: string): boolean {
  const lower = name.toLowerCase()
  return SENSITIVE.test(lower) && !HARMLESS.test(lower)
}
