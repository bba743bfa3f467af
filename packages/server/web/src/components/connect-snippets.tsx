import { Tabs } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CodeBlock } from './code-block.js'

/** What clients have to be told, ready to paste: this server's address and a token. */
export function ConnectSnippets({ token }: { token?: string }) {
  const { t } = useTranslation()
  const snippets = toSnippets(window.location.origin, token ?? t('connect.yourToken'))
  return (
    <Tabs
      defaultValue="shell"
      keepMounted={false}
      styles={{ tab: { paddingInline: 'var(--mantine-spacing-xs)' } }}
    >
      <Tabs.List mb="xs">
        {Object.keys(snippets).map((name) => (
          <Tabs.Tab key={name} value={name}>
            {t(`connect.${name as keyof typeof snippets}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {Object.entries(snippets).map(([name, code]) => (
        <Tabs.Panel key={name} value={name}>
          <CodeBlock code={code} label={t(`connect.${name as keyof typeof snippets}`)} />
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}

/** Each way to connect, with the address and token filled in. */
function toSnippets(url: string, token: string) {
  return {
    shell: `export ANTHROPIC_BASE_URL=${url}\nexport ANTHROPIC_AUTH_TOKEN=${token}\nclaude`,
    settings: JSON.stringify(
      { env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_AUTH_TOKEN: token } },
      null,
      2,
    ),
    typescript: `import Anthropic from '@anthropic-ai/sdk'

const client = new Anthropic({
  baseURL: '${url}',
  authToken: '${token}',
})`,
    python: `from anthropic import Anthropic

client = Anthropic(
    base_url="${url}",
    auth_token="${token}",
)`,
    curl: `curl ${url}/v1/messages \\
  -H "authorization: Bearer ${token}" \\
  -H "anthropic-version: 2023-06-01" \\
  -H "content-type: application/json" \\
  -d '{"model":"claude-sonnet-4-5","max_tokens":64,"messages":[{"role":"user","content":"Hi"}]}'`,
  }
}
