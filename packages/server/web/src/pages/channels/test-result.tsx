import { Group, Paper, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ChannelTestResult } from '../../api/channel-test.js'
import { Figure } from '../../components/figure.js'
import { StateBadge } from '../../components/state-badge.js'
import { StatusBadge } from '../../components/status-badge.js'
import { useFormats } from '../../lib/format.js'
import { useNow } from '../../lib/use-now.js'

/** What came of a test; while it runs, since when. */
export function TestResult(props: {
  readonly result: ChannelTestResult | null
  readonly startedAt: number | null
}) {
  const { result, startedAt } = props
  const { t } = useTranslation()
  const { duration, count } = useFormats()
  const now = useNow()
  if (startedAt !== null) {
    return (
      <Text size="sm" c="dimmed" role="status">
        {t('test.running', { time: duration(Math.max(0, now - startedAt)) })}
      </Text>
    )
  }
  if (result === null) return null
  const last = result.attempts.at(-1)
  return (
    <Paper withBorder p="sm" role="status">
      <Stack gap="xs">
        <Group gap="lg">
          <StateBadge look={result.success ? 'good' : 'bad'}>
            {t(result.success ? 'channels.testGood' : 'channels.testBad')}
          </StateBadge>
          <Figure label={t('test.status')} value={String(result.status_code)} />
          <Figure label={t('test.firstEvent')} value={duration(result.firstEventMs)} />
          <Figure label={t('test.duration')} value={duration(result.durationMs)} />
          {last?.output_tokens != null && (
            <Figure
              label={t('test.tokens')}
              value={`${count(last.input_tokens ?? 0)} / ${count(last.output_tokens)}`}
            />
          )}
        </Group>
        {result.text !== '' && (
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {result.text}
          </Text>
        )}
        {result.error !== '' && (
          <Text size="sm" c="red" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {result.error}
          </Text>
        )}
        {(result.attempts.length > 1 || !result.success) &&
          result.attempts.map((attempt) => (
            <Text key={attempt.id} size="sm" style={{ overflowWrap: 'anywhere' }}>
              <StatusBadge status={attempt.status_code} outcome={attempt.outcome} />{' '}
              {attempt.key_mask} · {duration(attempt.duration_ms)} · {attempt.message}
            </Text>
          ))}
      </Stack>
    </Paper>
  )
}
