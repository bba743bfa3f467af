import { useQueryClient } from '@tanstack/react-query'
import { type ComponentProps, type DragEvent, type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { channelsKey, type ListedChannel, patchChannel } from '../../api/channels.js'
import { useFailureText } from '../../components/failure-text.js'
import { notifyDone, notifyFailure } from '../../components/notify.js'
import { byPriority, moveBehind, type PriorityChange } from '../../lib/priority-order.js'

/** The row above which something is dropped when it is dropped on the upper half of the first. */
const TOP = 0

/** Orders channels by dragging, or with the arrow keys on the handle: sets their priorities. */
export function useRowDrag(channels: readonly ListedChannel[], isOn: boolean) {
  const client = useQueryClient()
  const { t } = useTranslation()
  const toText = useFailureText()
  const [dragged, setDragged] = useState<number | null>(null)
  const [behind, setBehind] = useState<number | null>(null)
  const order = [...channels].sort(byPriority).map(({ id }) => id)

  async function apply(changes: readonly PriorityChange[], canUndo = true): Promise<void> {
    if (changes.length === 0) return
    const wanted = new Map(changes.map(({ id, priority }) => [id, priority]))
    const before = channels
      .filter(({ id }) => wanted.has(id))
      .map(({ id, priority }) => ({ id, priority }))
    await client.cancelQueries({ queryKey: channelsKey })
    client.setQueryData<ListedChannel[]>(channelsKey, (current) =>
      current?.map((each) => ({ ...each, priority: wanted.get(each.id) ?? each.priority })),
    )
    try {
      for (const { id, priority } of changes) await patchChannel(id, { priority })
      notifyDone(t('channels.orderDone'), canUndo ? () => void apply(before, false) : undefined)
    } catch (error) {
      notifyFailure(t('channels.orderFailed'), toText(error))
    } finally {
      await client.invalidateQueries({ queryKey: channelsKey })
    }
  }

  const move = (id: number, after: number | null) => void apply(moveBehind(channels, id, after))

  return {
    /** For the row's handle; null while the order on the screen is not that of priorities. */
    handleProps(channel: ListedChannel): ComponentProps<'button'> | null {
      if (!isOn) return null
      return {
        draggable: true,
        title: t('channels.drag'),
        'aria-label': t('channels.dragOf', { name: channel.name }),
        onDragStart(event: DragEvent) {
          event.dataTransfer.effectAllowed = 'move'
          event.dataTransfer.setData('text/plain', channel.name)
          setDragged(channel.id)
        },
        onDragEnd: () => {
          setDragged(null)
          setBehind(null)
        },
        onKeyDown(event: KeyboardEvent) {
          const place = order.indexOf(channel.id)
          if (event.key === 'ArrowUp' && place > 0) move(channel.id, order[place - 2] ?? null)
          else if (event.key === 'ArrowDown' && place < order.length - 1) {
            move(channel.id, order[place + 1] ?? null)
          } else return
          event.preventDefault()
        },
      }
    },
    rowProps(channel: ListedChannel): Record<string, unknown> {
      if (!isOn || dragged === null) return {}
      return {
        'data-drop': behind === channel.id,
        onDragOver(event: DragEvent<HTMLElement>) {
          event.preventDefault()
          const box = event.currentTarget.getBoundingClientRect()
          const isUpperHalf = event.clientY < box.top + box.height / 2
          const place = order.indexOf(channel.id)
          setBehind(isUpperHalf ? (order[place - 1] ?? TOP) : channel.id)
        },
        onDrop(event: DragEvent) {
          event.preventDefault()
          if (behind !== null && behind !== dragged) move(dragged, behind === TOP ? null : behind)
          setDragged(null)
          setBehind(null)
        },
      }
    },
  }
}
