/** Whether an attempt failed, its status or what came after it. Clients that leave are no failure. */
export function isFailedAttempt(status: number, outcome?: string): boolean {
  if (status === 499 || outcome === 'aborted') return false
  if (outcome !== undefined && outcome !== 'relayed') return true
  return status < 200 || status >= 300
}
