import { Anchor, Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { StatsGroup, StatsRow } from '../../api/stats.js'
import type { Column } from '../../components/data-table.js'
import { useFormats } from '../../lib/format.js'
import type { RangeChoice } from '../../lib/time-range.js'
import classes from './stats.module.css'
import { toName } from './stats-rows.js'

/** The columns of the statistics. Rates come with a bar, for finding the odd one out. */
export function useStatsColumns(options: {
  readonly rows: readonly StatsRow[]
  readonly group: StatsGroup
  readonly choice: RangeChoice
}): Column<StatsRow>[] {
  const { rows, group, choice } = options
  const { t } = useTranslation()
  const { count, percent, duration, short, money } = useFormats()
  const isOfChannel = group === 'channel' || group === 'channel_model'
  const most = Math.max(1, ...rows.map((row) => row.requests))
  const orDash = (value: number | null, format: (value: number) => string) =>
    value === null ? '–' : format(value)
  const figure = (
    id: keyof StatsRow & string,
    label: string,
    cell: Column<StatsRow>['cell'],
    width = '92px',
  ): Column<StatsRow> => ({ id, label, cell, width, align: 'end', isSortable: true })

  return [
    {
      id: 'key',
      label: t(`stats.groups.${group}`),
      isSortable: true,
      card: 'title',
      cell: (row) => (
        <Anchor component={Link} href={toLogs(row, group, choice)} className={classes.name}>
          {toName(row) || t('stats.nameless')}
        </Anchor>
      ),
    },
    figure(
      'requests',
      t('stats.requests'),
      (row) => (
        <Bar share={row.requests / most} look="info">
          {count(row.requests)}
        </Bar>
      ),
      '120px',
    ),
    figure(
      'success_rate',
      t('stats.success'),
      (row) =>
        row.success_rate === null ? (
          '–'
        ) : (
          <Bar share={row.success_rate} look={toLook(row.success_rate)}>
            {percent(row.success_rate)}
          </Bar>
        ),
      '120px',
    ),
    // A channel is judged by its attempts: that others have stepped in is not its merit.
    isOfChannel
      ? figure('failed_attempts', t('stats.failures'), (row) => count(row.failed_attempts), '76px')
      : figure('failures', t('stats.failures'), (row) => count(row.failures), '76px'),
    figure('client_errors', t('stats.clientErrors'), (row) => count(row.client_errors), '84px'),
    figure('aborts', t('stats.aborts'), (row) => count(row.aborts), '76px'),
    figure(
      'p50_first_event_ms',
      t('stats.firstEvent'),
      (row) =>
        `${orDash(row.p50_first_event_ms, duration)} / ${orDash(row.p95_first_event_ms, duration)}`,
      '124px',
    ),
    figure(
      'p50_duration_ms',
      t('stats.duration'),
      (row) =>
        `${orDash(row.p50_duration_ms, duration)} / ${orDash(row.p95_duration_ms, duration)}`,
      '124px',
    ),
    figure('input_tokens', t('stats.input'), (row) => short(row.input_tokens)),
    figure('output_tokens', t('stats.output'), (row) => short(row.output_tokens)),
    figure(
      'cache_hit_rate',
      t('stats.cache'),
      (row) => orDash(row.cache_hit_rate, percent),
      '84px',
    ),
    figure('cost_micro_usd', t('stats.cost'), (row) =>
      row.unpriced > 0 ? (
        <Tooltip label={t('stats.unpriced', { count: row.unpriced })}>
          <span>{money(row.cost_micro_usd)}*</span>
        </Tooltip>
      ) : (
        money(row.cost_micro_usd)
      ),
    ),
  ]
}

function Bar(props: { share: number; look: string; children: string }) {
  return (
    <span className={classes.bar}>
      <span
        className={classes.fill}
        data-look={props.look}
        style={{ width: `${props.share * 100}%` }}
      />
      <span className={classes.barText}>{props.children}</span>
    </span>
  )
}

function toLook(share: number): string {
  if (share >= 0.98) return 'good'
  return share >= 0.9 ? 'warn' : 'bad'
}

/** The log entries behind a row. */
function toLogs(row: StatsRow, group: StatsGroup, choice: RangeChoice): string {
  const parameters = new URLSearchParams({ range: choice.range })
  if (choice.range === 'custom') {
    parameters.set('from', choice.from)
    parameters.set('to', choice.to)
  }
  const set = (name: string, value: unknown) => {
    if (value !== null && value !== undefined) parameters.set(name, String(value))
  }
  if (group === 'channel' || group === 'channel_model') set('channel_id', row.channel_id)
  if (group === 'model' || group === 'channel_model') set('model', row.model)
  if (group === 'token') set('token', row.token_name)
  if (group === 'session') set('session', row.session_id)
  return `/logs.html?${parameters}`
}
