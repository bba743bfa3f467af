/** Told apart also by people who see red and green alike, on light and on dark. */
export const SERIES_COLORS: readonly string[] = [
  '#3f70de',
  '#e08b2c',
  '#2fa39a',
  '#b565c9',
  '#c9544f',
  '#7a9a2f',
  '#8d7ae0',
  '#c98aa0',
]

/** What is left over when there are more series than colours. */
export const REST_COLOR = 'var(--off-fill)'

/** The colours of outcomes, the same as everywhere else. */
export const OUTCOME_COLORS = {
  successes: 'var(--good-fill)',
  client_errors: 'var(--warn-fill)',
  aborts: 'var(--off-fill)',
  failures: 'var(--bad-fill)',
} as const
