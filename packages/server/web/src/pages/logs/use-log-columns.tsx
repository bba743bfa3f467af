import { Tooltip } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { LogRow } from '../../api/logs.js'
import type { Column } from '../../components/data-table.js'
import { StatusBadge } from '../../components/status-badge.js'
import { useFormats } from '../../lib/format.js'
import classes from './logs.module.css'

const DEFAULT_COLUMNS = [
  'time',
  'status',
  'model',
  'channel',
  'timing',
  'tokens',
  'cache',
  'cost',
  'token',
  'message',
]

/** The columns of the log, and which of them are shown: kept in this browser. */
export function useLogColumns({ onOpen }: { onOpen: (row: LogRow) => void }) {
  const { t } = useTranslation()
  const { time, dateTime, duration, short, money, bytes } = useFormats()
  const [chosen, choose] = useLocalStorage({
    key: 'ccload-log-columns',
    defaultValue: DEFAULT_COLUMNS,
    getInitialValueInEffect: false,
  })
  const orDash = (value: number | null, format: (value: number) => string) =>
    value === null ? <span className={classes.none}>–</span> : format(value)

  const all: Column<LogRow>[] = [
    {
      id: 'time',
      label: t('logs.time'),
      width: '138px',
      cell: (row) => (
        <button
          type="button"
          className={classes.open}
          title={dateTime(row.time)}
          aria-label={t('logs.open', { time: time(row.time), model: row.model })}
          onClick={() => onOpen(row)}
        >
          {time(row.time)}
        </button>
      ),
    },
    {
      id: 'status',
      label: t('logs.status'),
      width: '96px',
      cell: (row) => <StatusBadge status={row.status_code} outcome={row.outcome} />,
    },
    {
      id: 'model',
      label: t('logs.model'),
      width: '15%',
      card: 'full',
      cell: (row) => (
        <span className={classes.clip} title={row.model}>
          {row.model}
          {row.upstream_model !== null && row.upstream_model !== row.model && (
            <span className={classes.dim}> → {row.upstream_model}</span>
          )}
        </span>
      ),
    },
    {
      id: 'channel',
      label: t('logs.channel'),
      width: '13%',
      cell: (row) => (
        <span className={classes.clip} title={row.channel_name ?? undefined}>
          {row.channel_name ?? <span className={classes.none}>{t('logs.noChannel')}</span>}
          {row.attempt > 1 && (
            <Tooltip label={t('logs.attemptHint', { number: row.attempt })}>
              <span className={classes.attempt}>#{row.attempt}</span>
            </Tooltip>
          )}
        </span>
      ),
    },
    {
      id: 'timing',
      label: t('logs.timing'),
      width: '118px',
      align: 'end',
      cell: (row) => (
        <span className={classes.nowrap}>
          {row.first_event_ms !== null && (
            <span className={classes.dim}>{duration(row.first_event_ms)} / </span>
          )}
          {duration(row.duration_ms)}
        </span>
      ),
    },
    {
      id: 'tokens',
      label: t('logs.tokens'),
      width: '104px',
      align: 'end',
      cell: (row) =>
        row.input_tokens === null ? (
          orDash(null, short)
        ) : (
          <span className={classes.nowrap}>
            {short(row.input_tokens)} / {orDash(row.output_tokens, short)}
          </span>
        ),
    },
    {
      id: 'cache',
      label: t('logs.cache'),
      width: '124px',
      align: 'end',
      cell: (row) =>
        row.cache_read_tokens === null ? (
          orDash(null, short)
        ) : (
          <span className={classes.nowrap}>
            {short(row.cache_read_tokens)} /{' '}
            {short((row.cache_write_5m_tokens ?? 0) + (row.cache_write_1h_tokens ?? 0))}
          </span>
        ),
    },
    {
      id: 'cost',
      label: t('logs.cost'),
      width: '78px',
      align: 'end',
      cell: (row) => orDash(row.cost_micro_usd, money),
    },
    {
      id: 'token',
      label: t('logs.token'),
      width: '100px',
      cell: (row) => <span className={classes.clip}>{row.token_name}</span>,
    },
    {
      id: 'key',
      label: t('logs.key'),
      width: '118px',
      cell: (row) => <code className={classes.mono}>{row.key_mask}</code>,
    },
    {
      id: 'session',
      label: t('logs.session'),
      width: '120px',
      cell: (row) => (
        <code className={classes.mono} title={row.session_id ?? undefined}>
          {row.session_id?.slice(0, 12)}
        </code>
      ),
    },
    {
      id: 'client',
      label: t('logs.client'),
      width: '120px',
      cell: (row) => <code className={classes.mono}>{row.client_ip}</code>,
    },
    {
      id: 'bytes',
      label: t('logs.bytes'),
      width: '112px',
      align: 'end',
      cell: (row) => (
        <span className={classes.nowrap}>
          {bytes(row.request_bytes)} / {bytes(row.response_bytes)}
        </span>
      ),
    },
    {
      id: 'message',
      label: t('logs.message'),
      card: 'full',
      cell: (row) => (
        <span className={classes.clip} title={row.message || undefined}>
          {row.message}
        </span>
      ),
    },
  ]
  const shown = all.filter(({ id }) => id === 'time' || chosen.includes(id))
  return { all, shown, chosen, choose }
}
