import { Group, Paper, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { FailureNotice } from '../../components/failure-notice.js'
import { Figure } from '../../components/figure.js'
import { StateBadge } from '../../components/state-badge.js'
import { StatusBadge } from '../../components/status-badge.js'
import { useFormats } from '../../lib/format.js'
import { useNow } from '../../lib/use-now.js'
import type { ChannelTestRun } from './use-channel-test.js'

const WRAPPED = { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' } as const

/** A test as it goes, and what came of it. */
export function TestResult({ run }: { run: ChannelTestRun }) {
  const { t } = useTranslation()
  const { duration, count } = useFormats()
  const now = useNow()
  const { startedAt, progress, result, failure } = run
  if (failure !== null) return <FailureNotice error={failure} />
  if (startedAt === null && result === null) return null
  const head = result ?? progress.head
  const text = result?.text ?? progress.text
  const last = result?.attempts.at(-1)
  return (
    // Read out once it is whole, rather than word by word.
    <Paper withBorder p="sm" role="status" aria-busy={startedAt !== null}>
      <Stack gap="xs">
        <Group gap="lg">
          {result === null ? (
            <StateBadge look="info">
              {t(head === null ? 'test.waiting' : 'test.answering')}
            </StateBadge>
          ) : (
            <StateBadge look={result.success ? 'good' : 'bad'}>
              {t(result.success ? 'channels.testGood' : 'channels.testBad')}
            </StateBadge>
          )}
          {head && <Figure label={t('test.status')} value={String(head.status_code)} />}
          {head && <Figure label={t('test.firstEvent')} value={duration(head.firstEventMs)} />}
          <Figure
            label={t('test.duration')}
            value={duration(result?.durationMs ?? Math.max(0, now - (startedAt ?? now)))}
          />
          {last?.output_tokens != null && (
            <Figure
              label={t('test.tokens')}
              value={`${count(last.input_tokens ?? 0)} / ${count(last.output_tokens)}`}
            />
          )}
        </Group>
        {text !== '' && (
          <Text size="sm" style={WRAPPED}>
            {text}
          </Text>
        )}
        {result && result.error !== '' && (
          <Text size="sm" c="red" style={WRAPPED}>
            {result.error}
          </Text>
        )}
        {result &&
          (result.attempts.length > 1 || !result.success) &&
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
