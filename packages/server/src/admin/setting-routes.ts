import { z } from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { fieldFailure, success } from '../http/reply.js'
import type { LiveSettings, SettingChanges } from '../settings/live-settings.js'
import { type Setting, toSettingKey, toSettingVariable } from '../settings/setting.js'
import { settingChanges } from '../settings/setting-schema.js'
import { SETTING_LIST, type SettingName } from '../settings/settings-table.js'

const value = z.union([z.number(), z.boolean(), z.string()])

const settingView = z
  .strictObject({
    key: z.string(),
    value,
    source: z.enum(['env', 'stored', 'default']).meta({
      description: 'env: set by the environment variable, and not to be changed here',
    }),
    variable: z.string(),
    type: z.enum(['integer', 'number', 'boolean', 'enum']),
    default: value,
    min: z.number().optional(),
    max: z.number().optional(),
    options: z.array(z.string()).optional(),
    unit: z.string().optional(),
    group: z.string(),
    description: z.string(),
    description_zh: z.string().meta({ description: 'The same in Chinese' }),
  })
  .meta({ id: 'Setting' })

/** Settings: what can be changed while the server runs, and within which bounds. */
export function settingRoutes({ settings }: { settings: LiveSettings }): AdminRoute[] {
  const list = () => success(SETTING_LIST.map(([name, setting]) => toView(name, setting, settings)))
  return [
    adminRoute({
      method: 'get',
      path: '/admin/settings',
      summary: 'List the settings with their values, bounds and descriptions',
      data: z.array(settingView),
      handle: async () => list(),
    }),
    adminRoute({
      method: 'patch',
      path: '/admin/settings',
      summary: 'Change settings by their keys, at once; null goes back to the default',
      body: settingChanges,
      data: z.array(settingView),
      async handle({ body }) {
        const named = SETTING_LIST.filter(([name]) => body[toSettingKey(name)] !== undefined)
        const fixed = named.find(([name]) => settings.source(name) === 'env')
        if (fixed) {
          const reason = `is set by ${toSettingVariable(fixed[0])}: change it there`
          return fieldFailure(409, 'set_elsewhere', toSettingKey(fixed[0]), reason)
        }
        const changes = Object.fromEntries(named.map(([name]) => [name, body[toSettingKey(name)]]))
        await settings.change(changes as SettingChanges)
        return list()
      },
    }),
  ]
}

function toView(
  name: SettingName,
  setting: Setting,
  settings: LiveSettings,
): z.output<typeof settingView> {
  const { description, type, group, ...rest } = setting
  return {
    key: toSettingKey(name),
    value: settings.values()[name],
    source: settings.source(name),
    variable: toSettingVariable(name),
    type,
    group,
    ...('options' in rest ? { default: rest.default, options: [...rest.options] } : rest),
    description: description.en,
    description_zh: description['zh-CN'],
  }
}
