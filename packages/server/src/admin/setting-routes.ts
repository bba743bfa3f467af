import { Secret } from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { fieldFailure, success } from '../http/reply.js'
import type { LiveSettings, SettingChanges } from '../settings/live-settings.js'
import { type Setting, toSettingKey, toSettingVariable } from '../settings/setting.js'
import { settingChanges } from '../settings/setting-schema.js'
import { SETTING_LIST, type SettingName } from '../settings/settings-table.js'
import { isMasked } from './channel-keys.js'

const value = z.union([z.number(), z.boolean(), z.string()])

const settingView = z
  .strictObject({
    key: z.string(),
    value,
    source: z.enum(['env', 'stored', 'default']).meta({
      description: 'env: set by the environment variable, and not to be changed here',
    }),
    variable: z.string(),
    type: z.enum(['integer', 'number', 'boolean', 'enum', 'text']),
    default: value,
    min: z.number().optional(),
    max: z.number().optional(),
    options: z.array(z.string()).optional(),
    max_length: z.int().optional().meta({ description: 'Of a text, in characters' }),
    form: z.enum(['url', 'secret']).optional().meta({
      description: 'Of a text. A secret is shown masked; sent back like that it stays as it is',
    }),
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
        const secrets = named.filter(
          ([name, setting]) => isSecret(setting) && isMasked(String(body[toSettingKey(name)])),
        )
        const values = settings.values()
        const unknown = secrets.find(([name]) => body[toSettingKey(name)] !== String(values[name]))
        if (unknown) {
          const reason = 'is masked: send the secret itself'
          return fieldFailure(400, 'invalid_field', toSettingKey(unknown[0]), reason)
        }
        const changed = named.filter((each) => !secrets.includes(each))
        const changes = Object.fromEntries(
          changed.map(([name]) => [name, body[toSettingKey(name)]]),
        )
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
  const value = settings.values()[name]
  return {
    key: toSettingKey(name),
    value: value instanceof Secret ? show(value) : value,
    source: settings.source(name),
    variable: toSettingVariable(name),
    type,
    group,
    ...('options' in rest
      ? { default: rest.default, options: [...rest.options] }
      : 'maxLength' in rest
        ? { default: rest.default, max_length: rest.maxLength, form: rest.form }
        : rest),
    description: description.en,
    description_zh: description['zh-CN'],
  }
}

/** None can be told from one. */
function show(secret: Secret): string {
  return secret.reveal() === '' ? '' : secret.toString()
}

function isSecret(setting: Setting): boolean {
  return setting.type === 'text' && setting.form === 'secret'
}
