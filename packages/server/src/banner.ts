import type { Config } from './config.js'
import { version } from './version.js'

/** What a person wants to know after a start: where everything is, and what is still missing. */
export function toBanner(options: {
  url: string
  config: Config
  allowOpen: boolean
  hasTokens: boolean
  isNewPassword: boolean
  hasChannels: boolean
}): string {
  const { url, config, allowOpen, hasTokens, isNewPassword, hasChannels } = options
  const lines = [
    `ccload ${version}`,
    `  Proxy     ${url}    (export ANTHROPIC_BASE_URL=${url})`,
    `  Admin     ${url}/web/`,
    `  Database  ${config.database.name}`,
  ]
  if (config.password === undefined) {
    const which = isNewPassword ? 'see above' : 'as set before'
    lines.push(`  Password  ${which}; to set another, start once with CCLOAD_PASS=<password>`)
  }
  if (!hasTokens) {
    lines.push(
      allowOpen
        ? '  Warning   no token is set (CCLOAD_AUTH) and allow_open is on: anyone who reaches this port is served'
        : '  Note      no token is set (CCLOAD_AUTH): only clients on this machine are served',
    )
  }
  for (const name of config.unknownVariables) {
    lines.push(`  Warning   ${name} is no setting of ccload`)
  }
  if (!hasChannels) lines.push('  Next      add a channel on the admin page')
  return `${lines.join('\n')}\n`
}
