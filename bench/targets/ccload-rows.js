import { createNodeTarget } from './node-program.js'

/** The same server twice in a program of our own: its log rows written, and thrown away. */
export const ccloadRows = createNodeTarget({
  name: 'rows-on',
  label: 'log rows on',
  program: 'ccload-rows.js',
  environment: { ROWS: 'on' },
})

export const ccloadNoRows = createNodeTarget({
  name: 'rows-off',
  label: 'log rows off',
  program: 'ccload-rows.js',
  environment: { ROWS: 'off' },
})
