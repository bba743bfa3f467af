import * as z from 'zod'
import { refuseWebhookUrl } from '../alerts/webhook-url.js'
import type { Setting, TextSetting } from './setting.js'
import { toSettingKey } from './setting.js'
import { SETTING_LIST } from './settings-table.js'

/** What a setting accepts as JSON has it. */
export function toValueSchema(setting: Setting): z.ZodType<number | boolean | string> {
  switch (setting.type) {
    case 'integer':
      return z.int().min(setting.min).max(setting.max)
    case 'number':
      return z.number().min(setting.min).max(setting.max)
    case 'boolean':
      return z.boolean()
    case 'enum':
      return z.enum(setting.options)
    case 'text':
      return toText(setting)
  }
}

/** What a setting accepts from an environment variable. The description says what it expects. */
export function toTextSchema(setting: Setting): z.ZodType<number | boolean | string, string> {
  switch (setting.type) {
    case 'integer':
      return toNumber(/^\d{1,15}$/, setting).describe(`a whole number ${toBounds(setting)}`)
    case 'number':
      return toNumber(/^\d{1,15}(\.\d{1,15})?$/, setting).describe(`a number ${toBounds(setting)}`)
    case 'boolean':
      return flag
    case 'enum':
      return z.enum(setting.options).describe(`one of ${setting.options.join(', ')}`)
    case 'text':
      return toText(setting).describe(TEXT_FORMS[setting.form])
  }
}

const TEXT_FORMS: Readonly<Record<TextSetting['form'], string>> = {
  url: 'a URL such as https://hooks.example.com/ccload',
  secret: 'printable ASCII characters without spaces',
}

/** Empty for nothing. */
function toText({ form, maxLength }: TextSetting): z.ZodType<string, string> {
  const text = z.string().trim().max(maxLength)
  if (form === 'secret') return text.regex(/^[\x21-\x7e]*$/, `must be ${TEXT_FORMS.secret}`)
  return text.superRefine((url, context) => {
    const reason = url === '' ? undefined : refuseWebhookUrl(url, { blockPrivate: false })
    if (reason !== undefined) context.addIssue({ code: 'custom', message: reason })
  })
}

/** On or off in an environment variable. */
const flag = z
  .enum(['0', '1', 'false', 'true'])
  .transform((value) => value === '1' || value === 'true')
  .describe('1 or 0')

/** A change to settings by their keys; null goes back to the default. */
export const settingChanges = z
  .strictObject(
    Object.fromEntries(
      SETTING_LIST.map(([name, setting]) => [
        toSettingKey(name),
        toValueSchema(setting).nullable().optional(),
      ]),
    ),
  )
  .meta({ id: 'SettingChanges' })

interface Bounds {
  readonly min: number
  readonly max: number
  readonly unit?: string
}

function toNumber(form: RegExp, { min, max }: Bounds) {
  return z
    .string()
    .regex(form)
    .transform(Number)
    .refine((value) => value >= min && value <= max)
}

function toBounds({ min, max, unit }: Bounds): string {
  return `from ${min} to ${max}${unit === undefined ? '' : ` (${unit})`}`
}
