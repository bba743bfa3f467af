import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { toSettingKey } from '../../src/settings/setting.js'
import { SETTING_LIST } from '../../src/settings/settings-table.js'

it.each(['en', 'zh-CN'])('has a name for every setting, and for no other (%s)', (language) => {
  const file = new URL(`../../web/src/locales/${language}/settings.json`, import.meta.url)
  const { names, groups } = JSON.parse(readFileSync(file, 'utf8')).settings
  expect(Object.keys(names)).toEqual(SETTING_LIST.map(([name]) => toSettingKey(name)))
  const used = new Set(SETTING_LIST.map(([, { group }]) => group))
  expect(Object.keys(groups).sort()).toEqual([...used].sort())
})
