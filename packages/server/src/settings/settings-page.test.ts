import { DEFAULT_SETTINGS } from '@ccload/core'
import { expect, it } from 'vitest'
import { toSettingsPage } from './settings-page.js'
import { DEFAULT_VALUES, SETTING_LIST } from './settings-table.js'

it.each([
  ['en', '../../../../docs/settings.md'],
  ['zh-CN', '../../../../docs/settings.zh-CN.md'],
] as const)('has its page in %s as it is in docs/', async (language, path) => {
  await expect(toSettingsPage(language)).toMatchFileSnapshot(path)
})

it('has every number that the proxy can be tuned by, with the same default', () => {
  expect(DEFAULT_VALUES).toMatchObject(DEFAULT_SETTINGS)
})

it.each(SETTING_LIST)('keeps the default of %s within its bounds', (_, setting) => {
  if (setting.type === 'integer' || setting.type === 'number') {
    expect(setting.default).toBeGreaterThanOrEqual(setting.min)
    expect(setting.default).toBeLessThanOrEqual(setting.max)
  }
  if (setting.type === 'enum') expect(setting.options).toContain(setting.default)
  expect(setting.description.en).toMatch(/^[A-Z].+\.$/)
  expect(setting.description['zh-CN']).toMatch(/。$/)
})
