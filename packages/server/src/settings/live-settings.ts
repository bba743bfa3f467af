import { type Clock, type Logger, Secret } from '@ccload/core'
import { createSerialQueue } from '../serial-queue.js'
import type { SettingStore } from '../state/admin-store.js'
import { toSettingKey, toSettingValue } from './setting.js'
import { toValueSchema } from './setting-schema.js'
import {
  DEFAULT_VALUES,
  SETTING_LIST,
  type SettingInputs,
  type SettingName,
  type SettingValues,
} from './settings-table.js'

/** Where a value comes from. What is set from outside (`env`) wins, and cannot be changed here. */
export type SettingSource = 'env' | 'stored' | 'default'

/** Values for some settings; null: no stored value any more. */
export type SettingChanges = { readonly [N in SettingName]?: SettingInputs[N] | null | undefined }

/** The settings of a running server. */
export interface LiveSettings {
  /** What holds now: the same object until something changes. */
  values(): SettingValues
  source(name: SettingName): SettingSource
  /** Stores changes that have been checked before, and puts them into force. */
  change(changes: SettingChanges): Promise<void>
  /** Calls back after each change, with what holds then. Returns the way to stop it. */
  subscribe(listener: (values: SettingValues) => void): () => void
  /** Reads what is stored, now and from time to time, since other processes may change it. */
  load(): Promise<void>
  close(): void
}

/** How late a change in another process may be noticed. */
const READ_AGAIN_MS = 1_000

/** Under which the admin store keeps all of them: one JSON object by keys. */
export const STORED_AS = 'settings'

/** Settings over their defaults: stored ones, and over those the ones that were set from outside. */
export function createLiveSettings(options: {
  readonly store: SettingStore
  readonly fixed: Partial<SettingInputs>
  readonly clock: Clock
  readonly logger: Logger
}): LiveSettings {
  const { store, clock, logger } = options
  const fixed = toFixed(options.fixed)
  const listeners = new Set<(values: SettingValues) => void>()
  const oneAtATime = createSerialQueue()
  let stored: Partial<SettingValues> = {}
  /** A secret, as it holds some. */
  let text: Secret | undefined
  let values: SettingValues = { ...DEFAULT_VALUES, ...fixed }
  let cancel: (() => void) | undefined
  let closed = false
  let isFailing = false

  function use(current: string | undefined): void {
    const fresh = current === undefined ? undefined : new Secret(current)
    if (fresh === text || (fresh && text?.equals(fresh))) return
    stored = parse(current, logger)
    text = fresh
    values = { ...DEFAULT_VALUES, ...stored, ...fixed }
    for (const listener of listeners) listener(values)
  }

  function readAgainLater(): void {
    cancel?.()
    if (closed) return
    cancel = clock.after(READ_AGAIN_MS, () => {
      void read()
        .then(
          () => {
            isFailing = false
          },
          (err) => {
            if (!isFailing)
              logger.warn({ err }, 'settings could not be read: the last ones hold on')
            isFailing = true
          },
        )
        .finally(readAgainLater)
    })
  }

  const read = () => oneAtATime(async () => use(await store.get(STORED_AS)))

  return {
    values: () => values,
    source(name) {
      if (name in fixed) return 'env'
      return name in stored ? 'stored' : 'default'
    },
    change: (changes) =>
      oneAtATime(async () => {
        const named = Object.entries(changes).filter(([, value]) => value !== undefined)
        const merged = {
          ...parse(await store.get(STORED_AS), logger),
          ...Object.fromEntries(named),
        }
        const kept = Object.entries(merged).filter(([, value]) => value !== null)
        const json = Object.fromEntries(
          kept.map(([name, value]) => [toSettingKey(name), toJson(value)]),
        )
        await store.set(STORED_AS, JSON.stringify(json))
        use(JSON.stringify(json))
      }),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async load() {
      await read()
      readAgainLater()
    },
    close() {
      closed = true
      cancel?.()
    },
  }
}

/** What another version of the program has left, or somebody's hand, must not stop the server. */
function parse(text: string | undefined, logger: Logger): Partial<SettingValues> {
  if (text === undefined) return {}
  const json = new Map(Object.entries(JSON.parse(text)))
  const found: [string, unknown][] = []
  for (const [name, setting] of SETTING_LIST) {
    const key = toSettingKey(name)
    if (!json.has(key)) continue
    const { success, data } = toValueSchema(setting).safeParse(json.get(key))
    if (success) found.push([name, toSettingValue(setting, data)])
    else logger.warn({ key }, 'a stored setting is out of bounds: its default holds')
  }
  return Object.fromEntries(found)
}

/** As it is stored, which is no place to be seen. */
function toJson(value: unknown): unknown {
  return value instanceof Secret ? value.reveal() : value
}

function toFixed(values: Partial<SettingInputs>): Partial<SettingValues> {
  const given = SETTING_LIST.filter(([name]) => values[name] !== undefined)
  return Object.fromEntries(
    given.map(([name, setting]) => [name, toSettingValue(setting, values[name])]),
  )
}
