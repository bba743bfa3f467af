import type { LogRow, RecordedPlan } from '../../api/logs.js'

/** A plan, and the attempts that it stood behind, in their order. */
export interface PlanOfAttempts<Row> {
  readonly plan: RecordedPlan
  readonly attempts: readonly Row[]
}

/** The plans of a request's attempts; one after another that are the same count as one. */
export function toPlans<Row extends Pick<LogRow, 'attempt' | 'plan'>>(
  attempts: readonly Row[],
): PlanOfAttempts<Row>[] {
  const found: { plan: RecordedPlan; attempts: Row[] }[] = []
  let text: string | undefined
  for (const row of [...attempts].sort((a, b) => a.attempt - b.attempt)) {
    const before = text
    text = JSON.stringify(row.plan)
    if (row.plan === null) continue
    const last = found.at(-1)
    if (last && text === before) last.attempts.push(row)
    else found.push({ plan: row.plan, attempts: [row] })
  }
  return found
}
