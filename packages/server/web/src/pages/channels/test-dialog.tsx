import { Autocomplete, Button, Group, Modal, Select, Stack, Switch, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListedChannel } from '../../api/channels.js'
import { IconPlay } from '../../components/icons.js'
import { RoutingPlan } from '../../components/routing-plan.js'
import { TestResult } from './test-result.js'
import { useChannelTest } from './use-channel-test.js'

/** Sends a real request through one channel, and shows how it would be routed otherwise. */
export function TestDialog(props: {
  readonly channel: ListedChannel | undefined
  readonly onClose: () => void
}) {
  const { channel, onClose } = props
  const { t } = useTranslation()
  return (
    <Modal
      opened={channel !== undefined}
      onClose={onClose}
      title={t('test.title', { name: channel?.name ?? '' })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {channel && <TestForm key={channel.id} channel={channel} />}
    </Modal>
  )
}

function TestForm({ channel }: { channel: ListedChannel }) {
  const { t } = useTranslation()
  const named = channel.models.filter((model) => !model.includes('*'))
  const [model, setModel] = useState(named[0] ?? 'claude-sonnet-4-5')
  const [prompt, setPrompt] = useState(t('test.defaultPrompt'))
  const [isStreaming, setStreaming] = useState(true)
  const [keyId, setKeyId] = useState('')
  const test = useChannelTest(channel.id)
  const key = keyId === '' ? {} : { key_id: Number(keyId) }

  return (
    <Stack gap="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void test.run({ model, prompt, stream: isStreaming, ...key })
        }}
      >
        <Stack gap="sm">
          <Group grow align="start">
            <Autocomplete
              label={t('test.model')}
              data={named}
              value={model}
              onChange={setModel}
              required
            />
            <Select
              label={t('test.key')}
              data={[
                { value: '', label: t('test.anyKey') },
                ...channel.keys.map(({ id, api_key, note }) => ({
                  value: String(id),
                  label: note ? `${api_key} (${note})` : api_key,
                })),
              ]}
              value={keyId}
              onChange={(value) => setKeyId(value ?? '')}
            />
          </Group>
          <Textarea
            label={t('test.prompt')}
            value={prompt}
            onChange={(event) => setPrompt(event.currentTarget.value)}
            autosize
            minRows={1}
            maxRows={5}
          />
          <Group justify="space-between">
            <Switch
              label={t('test.stream')}
              checked={isStreaming}
              onChange={(event) => setStreaming(event.currentTarget.checked)}
            />
            <Button
              type="submit"
              leftSection={<IconPlay size={14} />}
              loading={test.startedAt !== null}
              disabled={model.trim() === '' || prompt === ''}
            >
              {t('test.run')}
            </Button>
          </Group>
        </Stack>
      </form>
      <TestResult run={test} />
      <RoutingPlan model={model} highlight={channel.id} />
    </Stack>
  )
}
