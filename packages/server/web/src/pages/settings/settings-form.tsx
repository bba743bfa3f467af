import { Alert, Button, Group, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeSettings, type Setting, type SettingValue, settingsKey } from '../../api/settings.js'
import { useFailureText } from '../../components/failure-text.js'
import { notifyDone } from '../../components/notify.js'
import { Panel } from '../../components/panel.js'
import { SettingField } from './setting-field.js'
import { isValidSetting, toGroups } from './setting-values.js'
import classes from './settings.module.css'
import { TestAlert } from './test-alert.js'

const GROUPS = ['timeouts', 'answers', 'routing', 'storage', 'access', 'alerts'] as const

/** All settings. Changes are collected and take effect together, at once, and can be undone. */
export function SettingsForm({ settings }: { settings: readonly Setting[] }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const toText = useFailureText()
  const [changes, setChanges] = useState<Readonly<Record<string, SettingValue | ''>>>({})
  const [failure, setFailure] = useState('')
  const [isBusy, setBusy] = useState(false)
  const changed = settings.filter(({ key, value }) => key in changes && changes[key] !== value)
  const isValid = changed.every((setting) => isValidSetting(setting, changes[setting.key] ?? ''))

  const change = (key: string, value: SettingValue | '') =>
    setChanges((current) => ({ ...current, [key]: value }))

  async function write(values: Readonly<Record<string, SettingValue>>, canUndo = true) {
    setBusy(true)
    setFailure('')
    try {
      const before = Object.fromEntries(
        settings.filter(({ key }) => key in values).map(({ key, value }) => [key, value]),
      )
      client.setQueryData(settingsKey, await changeSettings(values))
      setChanges({})
      notifyDone(t('settings.saved'), canUndo ? () => void write(before, false) : undefined)
    } catch (error) {
      setFailure(toText(error))
    } finally {
      setBusy(false)
    }
  }

  const save = () => write(Object.fromEntries(changed.map(({ key }) => [key, changes[key] ?? ''])))

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (isValid) void save()
      }}
    >
      {toGroups(settings).map(([group, members]) => (
        <Panel
          key={group}
          title={isKnown(group) ? t(`settings.groups.${group}`) : group}
          className={classes.group ?? ''}
        >
          {members.map((setting) => (
            <SettingField
              key={setting.key}
              setting={setting}
              value={changes[setting.key] ?? setting.value}
              isEmpty={changes[setting.key] === ''}
              onChange={(value) => change(setting.key, value)}
            />
          ))}
          {group === 'alerts' && <TestAlert />}
        </Panel>
      ))}
      {changed.length > 0 && (
        <div className={classes.bar}>
          {failure !== '' && (
            <Alert color="red" role="alert" mb="xs">
              {failure}
            </Alert>
          )}
          <Group justify="space-between">
            <Text size="sm">{t('settings.changed', { count: changed.length })}</Text>
            <Group gap="xs">
              <Button variant="default" onClick={() => setChanges({})}>
                {t('settings.discard')}
              </Button>
              <Button type="submit" loading={isBusy} disabled={!isValid}>
                {t('common.save')}
              </Button>
            </Group>
          </Group>
        </div>
      )}
    </form>
  )
}

function isKnown(group: string): group is (typeof GROUPS)[number] {
  return (GROUPS as readonly string[]).includes(group)
}
