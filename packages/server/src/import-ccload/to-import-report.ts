import type { RowFate } from './plan-channels.js'

/** What an import has done, or would do, row by row, in words. */
export function toImportReport(report: {
  readonly file: string
  readonly isDryRun: boolean
  readonly channels: readonly RowFate[]
  readonly tokens: readonly RowFate[]
  readonly leftBehind: readonly string[]
}): string {
  const { file, isDryRun, channels, tokens, leftBehind } = report
  const all = [...channels, ...tokens]
  const count = (kind: RowFate['kind']) => all.filter((fate) => fate.kind === kind).length
  const imported = `${toCount(channels, 'channel')} and ${toCount(tokens, 'token')}`
  return [
    `${file}:`,
    ...all.flatMap(toLines),
    `Stays behind: ${leftBehind.join(', ')}.`,
    `${imported} ${isDryRun ? 'would be imported' : 'imported'}, ${count('known')} there already, ${count('left-out')} left out.`,
    ...(isDryRun ? ['This was a dry run: nothing has been written.'] : []),
    '',
  ].join('\n')
}

function toLines(fate: RowFate): string[] {
  const row = `  ${fate.label} ${JSON.stringify(fate.name)}`
  switch (fate.kind) {
    case 'known':
      return [`${row}: there already`]
    case 'left-out':
      return [`${row}: left out: ${fate.why}`]
    case 'taken': {
      const isSame = fate.names.length === 1 && fate.names[0] === fate.name
      const names = fate.names.map((name) => JSON.stringify(name)).join(', ')
      return [
        `${row}: taken${isSame ? '' : ` as ${names}`}`,
        ...fate.notes.map((note) => `    but not: ${note}`),
      ]
    }
  }
}

function toCount(fates: readonly RowFate[], noun: string): string {
  const count = fates.flatMap((fate) => (fate.kind === 'taken' ? fate.names : [])).length
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
