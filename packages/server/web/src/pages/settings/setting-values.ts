import type { Setting, SettingValue } from '../../api/settings.js'

/** Whether the server would accept a value. */
export function isValidSetting(setting: Setting, value: SettingValue | ''): boolean {
  if (setting.type === 'boolean') return typeof value === 'boolean'
  if (setting.type === 'enum') return (setting.options ?? []).includes(String(value))
  if (setting.type === 'text') {
    const length = typeof value === 'string' ? value.length : Infinity
    return length <= (setting.max_length ?? Infinity)
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return false
  if (setting.type === 'integer' && !Number.isInteger(value)) return false
  return value >= (setting.min ?? -Infinity) && value <= (setting.max ?? Infinity)
}

/** Settings by group, both in the server's order. */
export function toGroups(settings: readonly Setting[]): [string, Setting[]][] {
  const groups = new Map<string, Setting[]>()
  for (const setting of settings) {
    const members = groups.get(setting.group)
    if (members) members.push(setting)
    else groups.set(setting.group, [setting])
  }
  return [...groups]
}
