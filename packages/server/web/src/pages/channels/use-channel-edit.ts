import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import {
  type ChannelWrite,
  channelsKey,
  type ListedChannel,
  patchChannel,
  toListed,
} from '../../api/channels.js'
import { useFailureText } from '../../components/failure-text.js'
import { notifyDone, notifyFailure } from '../../components/notify.js'

type Editable = Pick<ChannelWrite, 'enabled' | 'priority' | 'weight'>

/** Changes that one click makes: shown at once, taken back when refused, undone on request. */
export function useChannelEdit() {
  const client = useQueryClient()
  const { t } = useTranslation()
  const toText = useFailureText()

  const put = (id: number, change: (channel: ListedChannel) => ListedChannel) =>
    client.setQueryData<ListedChannel[]>(channelsKey, (channels) =>
      channels?.map((channel) => (channel.id === id ? change(channel) : channel)),
    )

  return async function edit(channel: ListedChannel, patch: Editable): Promise<void> {
    const before = pick(channel, patch)
    await client.cancelQueries({ queryKey: channelsKey })
    put(channel.id, (current) => ({ ...current, ...patch }))
    try {
      const written = toListed(await patchChannel(channel.id, patch))
      put(channel.id, () => written)
      notifyDone(toMessage(), () => void edit(written, before))
    } catch (error) {
      put(channel.id, (current) => ({ ...current, ...before }))
      notifyFailure(t('channels.notChanged', { name: channel.name }), toText(error))
    }

    function toMessage(): string {
      const { name } = channel
      if (patch.enabled !== undefined) {
        return t(patch.enabled ? 'channels.enabledDone' : 'channels.disabledDone', { name })
      }
      if (patch.priority !== undefined) {
        return t('channels.priorityDone', { name, value: patch.priority })
      }
      return t('channels.weightDone', { name, value: patch.weight ?? 0 })
    }
  }
}

/** The values that a patch replaces. */
function pick(channel: ListedChannel, patch: Editable): Editable {
  const names = Object.keys(patch) as (keyof Editable)[]
  return Object.fromEntries(names.map((name) => [name, channel[name]]))
}
