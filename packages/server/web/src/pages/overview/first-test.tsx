import { Button, Group, Stack, Text } from '@mantine/core'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ListedChannel } from '../../api/channels.js'
import { Panel } from '../../components/panel.js'
import { TestResult } from '../channels/test-result.js'
import { useChannelTest } from '../channels/use-channel-test.js'

const MODEL = 'claude-sonnet-4-5'

/** Tests the new channel at once. When it fails, leads back to the form with what to change. */
export function FirstTest(props: {
  readonly channel: ListedChannel
  readonly onTested: () => void
}) {
  const { channel, onTested } = props
  const { t } = useTranslation()
  const test = useChannelTest(channel.id)
  const { run, startedAt, result } = test
  const model = channel.models.find((name) => !name.includes('*')) ?? MODEL

  useEffect(() => void run({ model }), [run, model])

  return (
    <Panel title={t('guide.testTitle', { name: channel.name })}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('guide.testText', { model })}
        </Text>
        <TestResult run={test} />
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
            onClick={() => void run({ model })}
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
