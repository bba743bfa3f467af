import { type Language, type Setting, type SettingGroup, toSettingKey } from './setting.js'
import { SETTING_LIST } from './settings-table.js'

type Texts = Readonly<Record<Language, string>>

const TITLE: Texts = { en: 'Settings', 'zh-CN': '设置' }

const INTRODUCTION: Texts = {
  en: `These can be changed while the server runs: on the settings page, or by
\`PATCH /admin/settings\` with \`{"key": value}\`, where \`null\` goes back to the default. What is under
way goes on as it began. Each has an environment variable, \`CCLOAD_\` and the key in capitals, which
wins over what is stored; without \`CCLOAD_STREAM_FIRST_EVENT_TIMEOUT_MS\`,
\`CCLOAD_FIRST_EVENT_TIMEOUT_MS\` counts for streams too. What can be set at the start alone is in the
[server's README](../packages/server/README.md).`,
  'zh-CN': `以下设置可在服务运行时修改：在设置页面，或用 \`PATCH /admin/settings\` 发送 \`{"键": 值}\`，
\`null\` 恢复默认值。正在进行的请求不受影响。每项都有对应的环境变量（\`CCLOAD_\` 加大写的键名），
环境变量优先于已保存的值；未设置 \`CCLOAD_STREAM_FIRST_EVENT_TIMEOUT_MS\` 时，
\`CCLOAD_FIRST_EVENT_TIMEOUT_MS\` 对流式请求同样有效。仅能在启动时设置的变量见
[服务器的 README](../packages/server/README.md)。`,
}

const GROUPS: Readonly<Record<SettingGroup, Texts>> = {
  timeouts: { en: 'Timeouts', 'zh-CN': '超时' },
  answers: { en: 'Requests and answers', 'zh-CN': '请求与响应' },
  routing: { en: 'Routing', 'zh-CN': '路由' },
  storage: { en: 'Storage', 'zh-CN': '存储' },
  access: { en: 'Access', 'zh-CN': '访问' },
  alerts: { en: 'Alerts', 'zh-CN': '告警' },
}

const HEAD: Texts = {
  en: '| Key | Default | Values | Meaning |',
  'zh-CN': '| 键 | 默认值 | 取值 | 说明 |',
}

const FOOTER: Texts = {
  en: 'Made of `packages/server/src/settings/settings-table.ts`: `npx vitest run settings-page -u`.',
  'zh-CN':
    '由 `packages/server/src/settings/settings-table.ts` 生成：`npx vitest run settings-page -u`。',
}

/** The documentation of the settings, in Markdown. */
export function toSettingsPage(language: Language): string {
  const sections = Object.entries(GROUPS).map(([group, title]) => {
    const rows = SETTING_LIST.filter(([, setting]) => setting.group === group).map(
      ([name, setting]) => toRow(name, setting, language),
    )
    return [`## ${title[language]}`, '', HEAD[language], '| --- | --- | --- | --- |', ...rows, '']
  })
  return [
    `# ${TITLE[language]}`,
    '',
    INTRODUCTION[language],
    '',
    ...sections.flat(),
    FOOTER[language],
    '',
  ].join('\n')
}

function toRow(name: string, setting: Setting, language: Language): string {
  const key = `\`${toSettingKey(name)}\``
  const value = setting.default === '' ? '' : `\`${setting.default}\``
  const cells = [key, value, toValues(setting), setting.description[language]]
  return `| ${cells.join(' | ')} |`
}

function toValues(setting: Setting): string {
  switch (setting.type) {
    case 'integer':
    case 'number': {
      const range = `${setting.min} … ${setting.max}`
      return setting.unit === undefined ? range : `${range} ${setting.unit}`
    }
    case 'boolean':
      return '`true`, `false`'
    case 'enum':
      return setting.options.map((option) => `\`${option}\``).join(', ')
    case 'text':
      return setting.form === 'url' ? 'URL' : '…'
  }
}
