import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Catalogue } from '../locales/en/index.js'

/** The languages there are, in their own names. */
export const LANGUAGES = { en: 'English', 'zh-CN': '简体中文' } as const

export type Language = keyof typeof LANGUAGES

const STORAGE_KEY = 'ccload-language'

const catalogues: Record<Language, () => Promise<{ catalogue: Catalogue }>> = {
  en: () => import('../locales/en/index.js'),
  'zh-CN': () => import('../locales/zh-CN/index.js'),
}

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Catalogue }
  }
}

/** Starts with the language chosen before, else with the first of the browser's that is known. */
export async function startI18n(): Promise<void> {
  const language = chooseLanguage(localStorage.getItem(STORAGE_KEY), navigator.languages)
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    // React escapes all text by itself.
    interpolation: { escapeValue: false },
    resources: { [language]: { translation: (await catalogues[language]()).catalogue } },
  })
  document.documentElement.lang = language
}

/** Switches the language, and remembers it. */
export async function switchLanguage(language: Language): Promise<void> {
  const { catalogue } = await catalogues[language]()
  i18next.addResourceBundle(language, 'translation', catalogue, true, true)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  localStorage.setItem(STORAGE_KEY, language)
}

/** `zh-TW` and plain `zh` get Chinese too: it is nearer than English. */
function chooseLanguage(stored: string | null, wanted: readonly string[]): Language {
  for (const name of stored === null ? wanted : [stored, ...wanted]) {
    if (/^zh\b/i.test(name)) return 'zh-CN'
    if (/^en\b/i.test(name)) return 'en'
  }
  return 'en'
}
