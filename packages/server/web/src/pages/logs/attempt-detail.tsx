import { Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { LogRow } from '../../api/logs.js'
import { Figure } from '../../components/figure.js'
import { StatusBadge } from '../../components/status-badge.js'
import { useFormats } from '../../lib/format.js'
import classes from './logs.module.css'

/** One attempt: where it went, what it used and cost, and what went wrong. */
export function AttemptDetail({ attempt, isOnly }: { attempt: LogRow; isOnly: boolean }) {
  const { t } = useTranslation()
  const { count, money, bytes, duration } = useFormats()
  const number = (value: number | null) => (value === null ? null : count(value))
  const facts = [
    [t('logs.key'), attempt.key_mask],
    [t('request.upstreamModel'), attempt.upstream_model],
    [
      t('request.firstEvent'),
      attempt.first_event_ms === null ? null : duration(attempt.first_event_ms),
    ],
    [t('request.duration'), duration(attempt.duration_ms)],
    [t('request.received'), bytes(attempt.response_bytes)],
    [t('request.input'), number(attempt.input_tokens)],
    [t('request.output'), number(attempt.output_tokens)],
    [t('request.cacheRead'), number(attempt.cache_read_tokens)],
    [t('request.cacheWrite5m'), number(attempt.cache_write_5m_tokens)],
    [t('request.cacheWrite1h'), number(attempt.cache_write_1h_tokens)],
    [
      t('logs.cost'),
      attempt.cost_micro_usd !== null
        ? money(attempt.cost_micro_usd)
        : attempt.input_tokens !== null
          ? t('request.noPrice')
          : null,
    ],
  ] as const
  return (
    <Stack gap="xs" component="section">
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {isOnly
            ? (attempt.channel_name ?? t('logs.noChannel'))
            : t('request.attempt', {
                number: attempt.attempt,
                channel: attempt.channel_name ?? t('logs.noChannel'),
              })}
        </Text>
        <StatusBadge status={attempt.status_code} outcome={attempt.outcome} />
      </Group>
      <div className={classes.facts}>
        {facts.map(
          ([label, value]) => value !== null && <Figure key={label} label={label} value={value} />,
        )}
      </div>
      {attempt.message !== '' && <pre className={classes.message}>{attempt.message}</pre>}
    </Stack>
  )
}
