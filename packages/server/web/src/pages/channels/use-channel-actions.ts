import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import {
  changeChannels,
  channelsKey,
  copyChannel,
  type ListedChannel,
  wakeChannel,
} from '../../api/channels.js'
import { askToConfirm } from '../../components/confirm.js'
import { useFailureText } from '../../components/failure-text.js'
import { notifyDone, notifyFailure } from '../../components/notify.js'

/** What is done to channels besides editing them. Each says what came of it. */
export function useChannelActions() {
  const client = useQueryClient()
  const { t } = useTranslation()
  const toText = useFailureText()

  const attempt = async (name: string, action: () => Promise<string>) => {
    try {
      notifyDone(await action())
    } catch (error) {
      notifyFailure(t('channels.notChanged', { name }), toText(error))
    } finally {
      await Promise.all([
        client.invalidateQueries({ queryKey: channelsKey }),
        client.invalidateQueries({ queryKey: ['cooldowns'] }),
      ])
    }
  }

  return {
    /** Ends the rest of the channel, its keys and its models. */
    wake: (channel: { id: number; name: string }) =>
      attempt(channel.name, async () => {
        await wakeChannel(channel.id)
        return t('channels.wakeDone', { name: channel.name })
      }),
    copy: (channel: ListedChannel) =>
      attempt(channel.name, async () => {
        const { name } = await copyChannel(channel.id)
        return t('channels.copyDone', { name })
      }),
    /** Asks first: keys that are gone cannot be brought back. */
    async remove(channels: readonly ListedChannel[]): Promise<boolean> {
      const names = channels.map(({ name }) => name).join(', ')
      const isSure = await askToConfirm({
        title: t('channels.deleteTitle', { count: channels.length }),
        text: t('channels.deleteText', { names }),
        confirm: t('channels.delete'),
      })
      if (!isSure) return false
      const ids = channels.map(({ id }) => id)
      await attempt(names, async () => {
        const { changed } = await changeChannels(ids, 'delete')
        return t('channels.deleteDone', { count: changed })
      })
      return true
    },
  }
}
