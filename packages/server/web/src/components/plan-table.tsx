import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ExplainRow } from '../api/types.js'
import { useReasonText } from '../lib/reason-text.js'
import { Countdown } from './countdown.js'
import classes from './plan-table.module.css'

/** Candidates in the order in which they are tried, then those left out, each with the reason. */
export function PlanTable({
  rows,
  highlight,
}: {
  rows: readonly ExplainRow[]
  highlight?: number | undefined
}) {
  const { t } = useTranslation()
  const toReason = useReasonText()
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('plan.none')}
      </Text>
    )
  }
  const ordered = [...rows].sort((a, b) => toRank(a) - toRank(b))
  return (
    <ol className={classes.plan}>
      {ordered.map((row) => (
        <li
          key={`${row.channel_id}-${row.key_id}`}
          className={classes.row}
          data-included={row.included}
          data-highlight={row.channel_id === highlight}
        >
          <span className={classes.position}>{row.included ? row.position : '–'}</span>
          <span className={classes.name}>{row.channel_name}</span>
          <span className={classes.reason}>
            {toReason(row.reason)}
            {row.until !== null && (
              <>
                {' '}
                <Countdown until={new Date(row.until).getTime()} />
              </>
            )}
          </span>
        </li>
      ))}
    </ol>
  )
}

function toRank({ included, position }: ExplainRow): number {
  return included ? (position ?? 0) : Number.MAX_SAFE_INTEGER
}
