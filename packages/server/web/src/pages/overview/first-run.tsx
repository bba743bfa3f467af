import { Anchor, Button, Group, Stack, Stepper, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ListedChannel } from '../../api/channels.js'
import { ConnectSnippets } from '../../components/connect-snippets.js'
import { Panel } from '../../components/panel.js'
import { FirstChannel } from './first-channel.js'
import { FirstTest } from './first-test.js'

/** Leads an empty installation to its first request: a channel, a test, and what clients need. */
export function FirstRun(props: {
  /** The channel that was added; undefined: none yet. */
  readonly channel: ListedChannel | undefined
  readonly isTested: boolean
  readonly onAdded: (id: number) => void
  readonly onTested: () => void
  readonly onDone: () => void
}) {
  const { channel, isTested, onAdded, onTested, onDone } = props
  const { t } = useTranslation()
  const step = channel === undefined ? 0 : isTested ? 2 : 1
  return (
    <Stack maw={680} mx="auto" mt="md" gap="md">
      <div>
        <Title order={1}>{t('guide.title')}</Title>
        <Text c="dimmed" size="sm">
          {t('guide.text')}
        </Text>
      </div>
      <Stepper active={step} size="xs" aria-label={t('guide.title')}>
        <Stepper.Step label={t('guide.add')} />
        <Stepper.Step label={t('guide.test')} />
        <Stepper.Step label={t('guide.connect')} />
      </Stepper>
      {step === 0 && <FirstChannel onAdded={onAdded} />}
      {step === 1 && channel && <FirstTest channel={channel} onTested={onTested} />}
      {step === 2 && (
        <Panel title={t('guide.connectTitle')}>
          <Stack gap="sm">
            <Text size="sm">{t('guide.connectText')}</Text>
            <ConnectSnippets />
            <Text size="sm" c="dimmed">
              {t('guide.tokenText')}{' '}
              <Anchor component={Link} href="/tokens.html" size="sm">
                {t('guide.tokenLink')}
              </Anchor>
            </Text>
            <Group justify="flex-end">
              <Button onClick={onDone}>{t('guide.done')}</Button>
            </Group>
          </Stack>
        </Panel>
      )}
    </Stack>
  )
}
