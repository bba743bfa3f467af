import { ActionIcon, NumberInput, Select, Switch, Text, TextInput, Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Setting, SettingValue } from '../../api/settings.js'
import { IconReset } from '../../components/icons.js'
import { type Formats, useFormats } from '../../lib/format.js'
import { useSettingName } from './setting-names.js'
import { isValidSetting } from './setting-values.js'
import classes from './settings.module.css'

/** One setting: what it is for, its value within its bounds, and its default. */
export function SettingField(props: {
  readonly setting: Setting
  readonly value: SettingValue
  /** The field has been emptied. */
  readonly isEmpty: boolean
  readonly onChange: (value: SettingValue | '') => void
}) {
  const { setting, value, isEmpty, onChange } = props
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const name = useSettingName()(setting.key)
  const isFixed = setting.source === 'env'
  const isDefault = value === setting.default && !isEmpty
  const text = i18n.language === 'zh-CN' ? setting.description_zh : setting.description
  const isValid = isValidSetting(setting, isEmpty ? '' : value)
  const id = `setting-${setting.key}`

  return (
    <div className={classes.setting}>
      <div>
        <label htmlFor={id} className={classes.name}>
          {name}
        </label>
        <Text size="xs" c="dimmed">
          {text}
        </Text>
        {isFixed && (
          <Text size="xs" c="dimmed" fs="italic">
            {t('settings.fixed', { variable: setting.variable })}
          </Text>
        )}
      </div>
      <div className={classes.value}>
        {setting.type === 'boolean' && (
          <Switch
            id={id}
            checked={value === true}
            disabled={isFixed}
            onChange={(event) => onChange(event.currentTarget.checked)}
          />
        )}
        {setting.type === 'enum' && (
          <Select
            id={id}
            data={setting.options ?? []}
            value={String(value)}
            disabled={isFixed}
            onChange={(next) => next !== null && onChange(next)}
          />
        )}
        {setting.type === 'text' && (
          <TextInput
            id={id}
            type={setting.form === 'url' ? 'url' : 'text'}
            autoComplete="off"
            value={isEmpty ? '' : String(value)}
            {...(setting.max_length && { maxLength: setting.max_length })}
            disabled={isFixed}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        )}
        {(setting.type === 'integer' || setting.type === 'number') && (
          <NumberInput
            id={id}
            value={isEmpty ? '' : Number(value)}
            onChange={(next) => onChange(typeof next === 'number' ? next : '')}
            allowDecimal={setting.type === 'number'}
            suffix={setting.unit ? ` ${setting.unit}` : ''}
            thousandSeparator=" "
            hideControls
            clampBehavior="none"
            disabled={isFixed}
            error={
              isValid
                ? null
                : t('settings.bounds', { min: setting.min ?? '', max: setting.max ?? '' })
            }
          />
        )}
        <Text size="xs" c="dimmed" mt={2}>
          {typeof value === 'number' && toWords(value, setting.unit, formats)}
        </Text>
        <Text size="xs" c="dimmed">
          {[t('settings.default', { value: toText(setting.default) }), toSpan()]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </div>
      <Tooltip label={t('settings.reset')}>
        <ActionIcon
          aria-label={t('settings.resetOf', { name })}
          className={classes.reset}
          data-hidden={isDefault}
          disabled={isFixed || isDefault}
          onClick={() => onChange(setting.default)}
        >
          <IconReset size={15} />
        </ActionIcon>
      </Tooltip>
    </div>
  )

  function toSpan(): string {
    const { min, max } = setting
    return min === undefined || max === undefined
      ? ''
      : t('settings.span', { min: toText(min), max: toText(max) })
  }

  function toText(each: SettingValue): string {
    if (typeof each === 'boolean') return t(each ? 'settings.on' : 'settings.off')
    if (typeof each === 'string') return each
    if (setting.unit === 'ms') return formats.duration(each)
    if (setting.unit === 'bytes') return formats.bytes(each)
    return [formats.count(each), setting.unit].filter(Boolean).join(' ')
  }
}

/** Large numbers in words that people measure in. */
function toWords(value: number, unit: string | undefined, formats: Formats): string {
  if (unit === 'ms' && value >= 1000) return `= ${formats.duration(value)}`
  if (unit === 'bytes' && value >= 1000) return `= ${formats.bytes(value)}`
  return ''
}
