import { Button, Group, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { type ChannelTestResult, testChannel } from '../../api/channel-test.js'
import type { ListedChannel } from '../../api/channels.js'
import { FailureNotice } from '../../components/failure-notice.js'
import { Panel } from '../../components/panel.js'
import { TestResult } from '../channels/test-result.js'

const MODEL = 'claude-sonnet-4-5'

/** Tests the new channel at once. When it fails, leads back to the form with what to change. */
export function FirstTest(props: {
  readonly channel: ListedChannel
  readonly onTested: () => void
}) {
  const { channel, onTested } = props
  const { t } = useTranslation()
  const [run, setRun] = useState(0)
  const [startedAt, setStartedAt] = useState<number | null>(null)
  const [result, setResult] = useState<ChannelTestResult | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const model = channel.models.find((name) => !name.includes('*')) ?? MODEL

  // biome-ignore lint/correctness/useExhaustiveDependencies: each run is a test anew.
  useEffect(() => {
    const stop = new AbortController()
    const { signal } = stop
    setStartedAt(Date.now())
    setResult(null)
    setFailure(null)
    testChannel(channel.id, { model }, signal)
      .then(setResult, (error: unknown) => signal.aborted || setFailure(error))
      .finally(() => signal.aborted || setStartedAt(null))
    return () => stop.abort()
  }, [channel.id, model, run])

  return (
    <Panel title={t('guide.testTitle', { name: channel.name })}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('guide.testText', { model })}
        </Text>
        {failure !== null && <FailureNotice error={failure} />}
        <TestResult result={result} startedAt={startedAt} />
        <Group justify="flex-end" gap="xs">
          <Button
            component={Link}
            href={`/channels.html?edit=${channel.id}`}
            variant={result?.success ? 'default' : 'light'}
          >
            {t('channels.edit')}
          </Button>
          <Button
            variant="default"
            disabled={startedAt !== null}
            onClick={() => setRun((count) => count + 1)}
          >
            {t('guide.testAgain')}
          </Button>
          <Button disabled={!result?.success} onClick={onTested}>
            {t('guide.next')}
          </Button>
        </Group>
      </Stack>
    </Panel>
  )
}
