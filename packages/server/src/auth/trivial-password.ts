const MIN_LENGTH = 8

/** What is tried first by whoever finds an admin page. Compared without case and decoration. */
const COMMON = new Set([
  'admin',
  'administrator',
  'ccload',
  'changeme',
  'claude',
  'default',
  'iloveyou',
  'letmein',
  'pass',
  'passw0rd',
  'password',
  'qwerty',
  'qwertyui',
  'qwertyuiop',
  'root',
  'secret',
  'test',
  'user',
  'welcome',
])

/**
 * Whether a password is among the first that anyone would guess: short, one of the well-known
 * ones with at most digits and signs around it, one character repeated, or a simple run.
 */
export function isTrivialPassword(password: string): boolean {
  if ([...password].length < MIN_LENGTH) return true
  const lower = password.toLowerCase()
  const core = lower.replace(/^[^a-z]+|[^a-z]+$/g, '')
  return COMMON.has(lower) || COMMON.has(core) || isRun(lower)
}

/** Each character equals its predecessor, or follows it, or precedes it: `aaaa`, `1234`, `4321`. */
function isRun(text: string): boolean {
  const steps = new Set<number>()
  for (let i = 1; i < text.length; i++) steps.add(text.charCodeAt(i) - text.charCodeAt(i - 1))
  return steps.size === 1 && [0, 1, -1].some((step) => steps.has(step))
}
