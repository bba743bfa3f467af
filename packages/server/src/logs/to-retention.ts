import type { SettingValues } from '../settings/settings-table.js'
import type { Retention } from './upkeep.js'

const DAY_MS = 86_400_000
const MIB = 1024 * 1024

/** How long things are kept, as the settings say. */
export function toRetention(values: SettingValues): Retention {
  const { logRetentionDays, minuteStatsRetentionDays, hourStatsRetentionDays } = values
  return {
    logsMs: logRetentionDays * DAY_MS,
    minutesMs: minuteStatsRetentionDays * DAY_MS,
    hoursMs: hourStatsRetentionDays * DAY_MS,
    maxBytes: values.maxDatabaseMb === 0 ? null : values.maxDatabaseMb * MIB,
  }
}
