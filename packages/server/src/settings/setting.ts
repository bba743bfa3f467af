import { type Secret, toSecret } from '@ccload/core'

/** The languages that the web UI and the documentation speak. */
export type Language = 'en' | 'zh-CN'

interface Described {
  /** Where it belongs: settings of a group are shown together. */
  readonly group: SettingGroup
  /** One sentence. */
  readonly description: Readonly<Record<Language, string>>
}

/** What settings are sorted by. */
export type SettingGroup = 'timeouts' | 'answers' | 'routing' | 'storage' | 'access' | 'alerts'

/** What a number counts. */
export type SettingUnit = 'ms' | 'bytes' | 'days' | 'MB'

/** A number within bounds, both included. */
export interface NumberSetting extends Described {
  readonly type: 'integer' | 'number'
  readonly default: number
  readonly min: number
  readonly max: number
  readonly unit?: SettingUnit
}

/** On or off. */
export interface BooleanSetting extends Described {
  readonly type: 'boolean'
  readonly default: boolean
}

/** One of several words. */
export interface EnumSetting extends Described {
  readonly type: 'enum'
  readonly default: string
  readonly options: readonly string[]
}

/** A line of text. */
export interface TextSetting extends Described {
  readonly type: 'text'
  readonly default: string
  /** Characters at most. */
  readonly maxLength: number
  /** `url`: of something that is sent to. `secret`: never shown again, only masked. */
  readonly form: 'url' | 'secret'
}

/** What can be set while the server runs: its kind, its bounds and what it is for. */
export type Setting = NumberSetting | BooleanSetting | EnumSetting | TextSetting

/** A value as it is held in memory: what is secret is a `Secret`. */
export function toSettingValue<V>(setting: Setting, value: V): V | Secret {
  const isSecret = setting.type === 'text' && setting.form === 'secret'
  return isSecret && typeof value === 'string' ? toSecret(value) : value
}

/** The name under which the API, the database and the documentation know a setting: `max_body_bytes`. */
export function toSettingKey(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** The environment variable that a setting has: `CCLOAD_MAX_BODY_BYTES`. */
export function toSettingVariable(name: string): string {
  return `CCLOAD_${toSettingKey(name).toUpperCase()}`
}
