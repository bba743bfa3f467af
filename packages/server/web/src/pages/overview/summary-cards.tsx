import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type Summary, useSummary } from '../../api/stats.js'
import { useLive } from '../../app/live.js'
import { QueryBody } from '../../components/query-body.js'
import { type Formats, useFormats } from '../../lib/format.js'
import type { RangeChoice } from '../../lib/time-range.js'
import classes from './overview.module.css'

/** The figures of the range, each with how it was in the range before. */
export function SummaryCards({ choice }: { choice: RangeChoice }) {
  const summary = useSummary(choice)
  return (
    <QueryBody query={summary} height={92}>
      {(data) => <Cards summary={data} />}
    </QueryBody>
  )
}

function Cards({ summary }: { summary: Summary }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { counters } = useLive()
  const { short, count, percent, money, duration } = formats
  const { previous } = summary
  const rate = summary.success_rate
  const rateLook = rate === null || rate >= 0.98 ? undefined : rate >= 0.9 ? 'warn' : 'bad'
  const orDash = (value: number | null, format: (value: number) => string) =>
    value === null ? '–' : format(value)
  const tokens = summary.input_tokens + summary.cache_read_tokens + summary.cache_write_tokens
  return (
    <div className={classes.cards}>
      <Card label={t('summary.requests')} value={short(summary.requests)}>
        <Delta formats={formats} now={summary.requests} before={previous?.requests} />
      </Card>
      <Card label={t('summary.success')} value={orDash(rate, percent)} look={rateLook}>
        {t('summary.failed', { count: summary.failures, text: count(summary.failures) })}
      </Card>
      <Card label={t('summary.firstEvent')} value={orDash(summary.p50_first_event_ms, duration)}>
        {t('summary.p95', { value: orDash(summary.p95_first_event_ms, duration) })}
      </Card>
      <Card
        label={t('summary.tokens')}
        value={
          <>
            {short(tokens)}{' '}
            <Text span c="dimmed" fz="md">
              / {short(summary.output_tokens)}
            </Text>
          </>
        }
      >
        {t('summary.cache', { share: orDash(summary.cache_hit_rate, percent) })}
      </Card>
      <Card label={t('summary.cost')} value={money(summary.cost_micro_usd)}>
        {summary.unpriced > 0 ? (
          t('summary.unpriced', { count: summary.unpriced })
        ) : (
          <Delta formats={formats} now={summary.cost_micro_usd} before={previous?.cost_micro_usd} />
        )}
      </Card>
      <Card label={t('summary.rpm')} value={count(counters?.rpm_now ?? summary.rpm_now)}>
        {t('summary.active', {
          channels: summary.active_channels,
          models: summary.active_models,
        })}
      </Card>
    </div>
  )
}

function Card(props: {
  readonly label: string
  readonly value: ReactNode
  readonly look?: 'warn' | 'bad' | undefined
  readonly children?: ReactNode
}) {
  return (
    <div className={classes.card}>
      <Text size="xs" c="dimmed">
        {props.label}
      </Text>
      <div className={classes.value} data-look={props.look}>
        {props.value}
      </div>
      <Text size="xs" c="dimmed" component="div" mih="1.2em">
        {props.children}
      </Text>
    </div>
  )
}

const MOST_CHANGE = 10

/** How much more or less than before, where there is something to compare with. */
function Delta(props: {
  readonly formats: Formats
  readonly now: number
  readonly before: number | undefined
}) {
  const { t } = useTranslation()
  const { formats, now, before = 0 } = props
  const change = now / before - 1
  // Against next to nothing, every number is huge and says nothing.
  if (!(change < MOST_CHANGE)) return null
  const sign = change >= 0 ? '+' : '−'
  return t('summary.delta', { change: `${sign}${formats.percent(Math.abs(change))}` })
}
