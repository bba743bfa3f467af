import type { Channel, ChannelWrite } from '@ccload/core'
import type { ChannelSchemas } from '../admin/channel-schema.js'
import { planImport } from '../transfer/plan-import.js'
import type { OldRow } from './old-channel.js'
import { translateChannel } from './translate-channel.js'

/** What becomes of a row. */
export type RowFate =
  | {
      readonly kind: 'taken'
      readonly label: string
      readonly name: string
      /** What the channels are called here. */
      readonly names: readonly string[]
      readonly notes: readonly string[]
    }
  | { readonly kind: 'known'; readonly label: string; readonly name: string }
  | {
      readonly kind: 'left-out'
      readonly label: string
      readonly name: string
      readonly why: string
    }

/** What an import of channels does. */
export interface ChannelPlan {
  readonly fates: readonly RowFate[]
  /** For the store, to be done all at once. */
  readonly writes: readonly ChannelWrite[]
  /** What the channels of an id of ccLoad are called here. */
  readonly namesOf: ReadonlyMap<number, readonly string[]>
}

/**
 * Decides which channels are created: those that pass the checks of the channels page whole, and
 * that are not there yet. A channel is known by its name and its address.
 */
export async function planChannels(
  rows: readonly OldRow[],
  existing: readonly Channel[],
  options: { schemas: ChannelSchemas; timeZone: string },
): Promise<ChannelPlan> {
  const urlOf = new Map(existing.map(({ name, url }) => [name, url]))
  const namesOf = new Map<number, readonly string[]>()
  const fates: RowFate[] = []
  const writes: ChannelWrite[] = []
  const used = new Set<string>()
  for (const row of rows) {
    const { label, name } = row
    const leaveOut = (why: string) => fates.push({ kind: 'left-out', label, name, why })
    if ('problem' in row) {
      leaveOut(row.problem)
      continue
    }
    const channel = { ...row.channel, name: toFreeName(row.channel, used) }
    const translation = translateChannel(channel, options.timeZone)
    if ('leftOut' in translation) {
      leaveOut(translation.leftOut)
      continue
    }
    const parts = translation.fields.map((fields, at) => ({ line: at + 1, fields }))
    const plan = await planImport(parts, [], options.schemas)
    const [mistake] = plan.errors
    if (mistake !== undefined) {
      leaveOut(mistake.message)
      continue
    }
    const drafts = plan.writes.flatMap((write) => ('create' in write ? [write.create] : []))
    const names = drafts.map((draft) => draft.name)
    const taken = drafts.find((draft) => (urlOf.get(draft.name) ?? draft.url) !== draft.url)
    if (taken !== undefined) {
      leaveOut(`a channel "${taken.name}" with another address is there already`)
      continue
    }
    if (channel.id > 0) namesOf.set(channel.id, names)
    const fresh = drafts.filter((draft) => !urlOf.has(draft.name))
    const { notes } = translation
    if (fresh.length === 0) fates.push({ kind: 'known', label, name })
    else fates.push({ kind: 'taken', label, name, names: fresh.map((draft) => draft.name), notes })
    writes.push(...fresh.map((create) => ({ create })))
  }
  return { fates, writes, namesOf }
}

/** The earliest versions allowed several channels of one name; later ones appended the id as well. */
function toFreeName({ name, id }: { name: string; id: number }, used: Set<string>): string {
  let free = used.has(name) ? `${name}${id > 0 ? id : ''}` : name
  for (let count = 2; used.has(free); count++) free = `${name} #${count}`
  used.add(free)
  return free
}
