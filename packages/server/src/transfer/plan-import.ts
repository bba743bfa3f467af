import { setImmediate } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { type Channel, type ChannelWrite, Secret } from '@ccload/core'
import type { ChannelSchemas } from '../admin/channel-schema.js'
import { toEditable } from '../admin/channel-view.js'
import { toDraft } from '../admin/channel-write.js'
import { toFieldFailure } from '../http/field-failure.js'
import { toSettingKey } from '../settings/setting.js'
import type { ImportError, ImportRow } from './read-channel-file.js'

/** A channel of a file. */
export interface ImportedChannel {
  readonly line: number
  readonly name: string
}

/** A few milliseconds' work. */
const ROWS_AT_ONCE = 50

/** What an import does. */
export interface ImportPlan {
  readonly created: readonly ImportedChannel[]
  /** With the fields that change. */
  readonly updated: readonly (ImportedChannel & { readonly id: number; fields: string[] })[]
  readonly unchanged: readonly (ImportedChannel & { readonly id: number })[]
  readonly errors: readonly ImportError[]
  /** For the store, to be done all at once. */
  readonly writes: readonly ChannelWrite[]
}

/**
 * Compares a file's channels with those that there are, by name: fields that the file does not
 * speak of stay as they are, and so do the keys where it has none. Long files are gone through with
 * breaks, so that streams go on meanwhile. `onChecked` is told after each row how many are done; what
 * it throws ends the matter.
 */
export async function planImport(
  rows: readonly ImportRow[],
  existing: readonly Channel[],
  schemas: ChannelSchemas,
  onChecked: (count: number) => void = () => {},
): Promise<ImportPlan> {
  const byName = new Map(existing.map((channel) => [channel.name, channel]))
  const lineOf = new Map<string, number>()
  const plan = {
    created: [] as ImportedChannel[],
    updated: [] as ImportPlan['updated'][number][],
    unchanged: [] as ImportPlan['unchanged'][number][],
    errors: [] as ImportError[],
    writes: [] as ChannelWrite[],
  }
  for (const [at, { line, fields }] of rows.entries()) {
    if (at % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await setImmediate()
    const name = typeof fields.name === 'string' ? fields.name.trim() : ''
    const before = lineOf.get(name)
    const channel = byName.get(name)
    const draft = toWrite(fields, channel, schemas)
    if (before !== undefined) {
      plan.errors.push({ line, message: `name: stands on line ${before} already` })
    } else if (typeof draft === 'string') {
      plan.errors.push({ line, message: draft })
    } else if (channel === undefined) {
      plan.created.push({ line, name })
      plan.writes.push({ create: draft })
    } else {
      const { id, version } = channel
      const patch = Object.entries(draft).filter(([field, value]) =>
        isChange(channel, field, value),
      )
      if (patch.length === 0) plan.unchanged.push({ line, name, id })
      else {
        plan.updated.push({ line, name, id, fields: patch.map(([field]) => toSettingKey(field)) })
        plan.writes.push({ id, patch: Object.fromEntries(patch), ifVersion: version })
      }
    }
    if (name !== '') lineOf.set(name, before ?? line)
    onChecked(at + 1)
  }
  return plan
}

/** A whole channel, checked as the API checks one, or what is wrong with it. */
function toWrite(
  fields: ImportRow['fields'],
  channel: Channel | undefined,
  { whole }: ChannelSchemas,
) {
  const { api_key: _, keys: __, ...kept } = channel === undefined ? {} : toBase(channel)
  const checked = whole.safeParse({ ...kept, ...fields, ...withIds(fields.keys, channel) })
  if (!checked.success) return toFieldFailure(checked.error, 'body').error
  const draft = toDraft(checked.data, channel)
  return 'write' in draft ? draft.write : draft.error
}

function toBase(channel: Channel): Partial<ReturnType<typeof toEditable>> {
  return toEditable(channel)
}

/** A key that is there keeps its id, and with it its cooldown. */
function withIds(keys: unknown, channel: Channel | undefined): { keys?: unknown } {
  if (!Array.isArray(keys) || channel === undefined) return {}
  const free = [...channel.keys]
  return {
    keys: keys.map((key: unknown) => {
      if (typeof key !== 'object' || key === null || 'id' in key) return key
      const at = free.findIndex(({ secret }) => 'api_key' in key && key.api_key === secret.reveal())
      const [known] = at === -1 ? [] : free.splice(at, 1)
      return known ? { ...key, id: known.id } : key
    }),
  }
}

function isChange(channel: Channel, field: string, value: unknown): boolean {
  return !isDeepStrictEqual(toPlain(channel[field as keyof Channel]), toPlain(value))
}

/** As a store sees it: without undefined members, and secrets by their texts. */
function toPlain(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal()
  if (Array.isArray(value)) return value.map(toPlain)
  if (typeof value !== 'object' || value === null) return value
  const named = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(named.map(([name, member]) => [name, toPlain(member)]))
}
