import { useTranslation } from 'react-i18next'
import type { HealthCell } from '../api/types.js'
import { useFormats } from '../lib/format.js'
import classes from './health-cells.module.css'

/** The last hours as a row of cells, coloured by the share of attempts that went well. */
export function HealthCells({
  cells,
  size = 'small',
}: {
  cells: readonly HealthCell[]
  size?: 'small' | 'large'
}) {
  const { t } = useTranslation()
  const { percent, count, time } = useFormats()
  const success = cells.reduce((sum, cell) => sum + cell.success, 0)
  const error = cells.reduce((sum, cell) => sum + cell.error, 0)
  const total = success + error
  const summary =
    total === 0
      ? t('health.none')
      : t('health.summary', { share: percent(success / total), total: count(total) })
  return (
    <div className={classes.cells} data-size={size} role="img" aria-label={summary}>
      {cells.map((cell) => (
        <span
          key={cell.ts}
          className={classes.cell}
          data-look={toCellLook(cell)}
          title={t('health.cell', {
            time: time(cell.ts),
            success: count(cell.success),
            error: count(cell.error),
          })}
        />
      ))}
    </div>
  )
}

/** Four steps are told apart at a glance; more are not. */
function toCellLook({ success, error }: HealthCell): 'none' | 'good' | 'fair' | 'poor' | 'bad' {
  const total = success + error
  if (total === 0) return 'none'
  const share = success / total
  if (share >= 0.98) return 'good'
  if (share >= 0.9) return 'fair'
  return share >= 0.5 ? 'poor' : 'bad'
}
