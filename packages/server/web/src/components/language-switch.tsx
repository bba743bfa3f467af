import { ActionIcon, Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LANGUAGES, type Language, switchLanguage } from '../app/i18n.js'
import { IconCheck, IconLanguage } from './icons.js'

/** The languages in their own names. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation()
  return (
    <Menu position="bottom-end" width={150}>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={t('shell.language')} title={t('shell.language')}>
          <IconLanguage size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(LANGUAGES) as Language[]).map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            rightSection={language === i18n.language && <IconCheck size={14} />}
            aria-current={language === i18n.language}
            onClick={() => void switchLanguage(language)}
          >
            {LANGUAGES[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
