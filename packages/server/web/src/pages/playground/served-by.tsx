import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { fetchSessionRows } from '../../api/logs.js'
import { StatusBadge } from '../../components/status-badge.js'
import { useFormats } from '../../lib/format.js'
import classes from './playground.module.css'
import type { Chat } from './use-chat.js'

/** Log entries are written in batches, a moment after the answer. */
const EVERY_MS = 700
const GIVE_UP_AFTER_MS = 10_000

/** The attempts that answered the last question, from the log: channel, status, time and cost. */
export function ServedBy({ chat }: { chat: Chat }) {
  const { t } = useTranslation()
  const { duration, money } = useFormats()
  const { timing, session } = chat
  const rows = useQuery({
    queryKey: ['served-by', session, timing?.startedAt],
    queryFn: ({ signal }) => fetchSessionRows(session, timing?.startedAt ?? 0, signal),
    enabled: timing?.durationMs != null,
    refetchInterval: ({ state }) =>
      state.data?.length || Date.now() - (timing?.startedAt ?? 0) > GIVE_UP_AFTER_MS
        ? false
        : EVERY_MS,
    retry: false,
  })
  if (!rows.data?.length) return null
  return (
    <Stack gap={4} mb="md">
      <Text size="sm" fw={600}>
        {t('playground.served')}
      </Text>
      {rows.data.map((row) => (
        <Link
          key={row.id}
          href={`/logs.html?request=${encodeURIComponent(row.request_id)}`}
          className={classes.served}
        >
          <StatusBadge status={row.status_code} outcome={row.outcome} />
          <span>{row.channel_name ?? t('logs.noChannel')}</span>
          <span className={classes.dim}>
            {duration(row.duration_ms)}
            {row.cost_micro_usd !== null && ` · ${money(row.cost_micro_usd)}`}
          </span>
        </Link>
      ))}
    </Stack>
  )
}
