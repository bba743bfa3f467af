import { Button, CloseButton, Group, NumberInput, Popover, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type BatchAction,
  changeChannels,
  channelsKey,
  type ListedChannel,
} from '../../api/channels.js'
import { useFailureText } from '../../components/failure-text.js'
import { notifyDone, notifyFailure } from '../../components/notify.js'
import classes from './batch-bar.module.css'
import { BatchTest } from './batch-test.js'
import { useChannelActions } from './use-channel-actions.js'

/** What can be done with all selected channels at once. Gone while nothing is selected. */
export function BatchBar(props: {
  readonly channels: readonly ListedChannel[]
  readonly selected: ReadonlySet<number>
  readonly onDone: () => void
}) {
  const { channels, selected, onDone } = props
  const { t } = useTranslation()
  const client = useQueryClient()
  const toText = useFailureText()
  const { remove } = useChannelActions()
  const [priority, setPriority] = useState<number | string>(0)
  const [isTesting, setTesting] = useState(false)
  const chosen = channels.filter(({ id }) => selected.has(id))
  if (chosen.length === 0) return null

  const run = async (action: BatchAction, value?: number) => {
    const ids = chosen.map(({ id }) => id)
    const toggled = chosen.filter(({ enabled }) => enabled !== (action === 'enable'))
    const isToggle = action === 'enable' || action === 'disable'
    try {
      const { changed } = await changeChannels(ids, action, value)
      const back = action === 'enable' ? 'disable' : 'enable'
      const undo = async () => {
        await changeChannels(
          toggled.map(({ id }) => id),
          back,
        )
        await client.invalidateQueries({ queryKey: channelsKey })
      }
      notifyDone(
        t('channels.batchDone', { count: changed }),
        isToggle && toggled.length > 0 ? () => void undo() : undefined,
      )
      onDone()
    } catch (error) {
      notifyFailure(t('channels.batchFailed'), toText(error))
    } finally {
      await client.invalidateQueries({ queryKey: channelsKey })
    }
  }

  return (
    <>
      <section className={classes.bar} aria-label={t('channels.batch')}>
        <Text size="sm" fw={600}>
          {t('channels.selected', { count: chosen.length })}
        </Text>
        <Group gap={6}>
          <Button variant="default" onClick={() => void run('enable')}>
            {t('channels.enable')}
          </Button>
          <Button variant="default" onClick={() => void run('disable')}>
            {t('channels.disable')}
          </Button>
          <Button variant="default" onClick={() => setTesting(true)}>
            {t('channels.test')}
          </Button>
          <Button variant="default" onClick={() => void run('clear_cooldown')}>
            {t('channels.wake')}
          </Button>
          <Popover position="top" withArrow trapFocus>
            <Popover.Target>
              <Button variant="default">{t('channels.setPriority')}</Button>
            </Popover.Target>
            <Popover.Dropdown>
              <Group gap="xs" align="end">
                <NumberInput
                  label={t('channels.priority')}
                  value={priority}
                  onChange={setPriority}
                  allowDecimal={false}
                  w={110}
                />
                <Button onClick={() => void run('priority', Number(priority))}>
                  {t('common.apply')}
                </Button>
              </Group>
            </Popover.Dropdown>
          </Popover>
          <Button
            variant="light"
            color="red"
            onClick={async () => {
              if (await remove(chosen)) onDone()
            }}
          >
            {t('channels.delete')}
          </Button>
        </Group>
        <CloseButton aria-label={t('channels.unselect')} onClick={onDone} />
      </section>
      <BatchTest channels={chosen} isOpen={isTesting} onClose={() => setTesting(false)} />
    </>
  )
}
