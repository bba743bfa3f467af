import { useTranslation } from 'react-i18next'
import type { Catalogue } from '../../locales/en/index.js'

type Known = keyof Catalogue['settings']['names']

/** What a setting is called. A server newer than these pages may have some that have no name yet. */
export function useSettingName(): (key: string) => string {
  const { t, i18n } = useTranslation()
  return (key) =>
    i18n.exists(`settings.names.${key}`)
      ? t(`settings.names.${key as Known}`)
      : key.replaceAll('_', ' ')
}
