import type { LogRow } from '../../api/logs.js'

/**
 * A command that sends a request like this one. Bodies and credentials are not kept, so both are
 * left for the reader to fill in.
 */
export function toCurl(row: Pick<LogRow, 'model' | 'is_streaming' | 'session_id'>, url: string) {
  const body = JSON.stringify({
    model: row.model,
    max_tokens: 64,
    stream: row.is_streaming,
    messages: [{ role: 'user', content: 'Hi' }],
  })
  const lines = [
    `curl ${url}/v1/messages`,
    `-H "authorization: Bearer $ANTHROPIC_AUTH_TOKEN"`,
    '-H "anthropic-version: 2023-06-01"',
    '-H "content-type: application/json"',
    ...(row.session_id === null
      ? []
      : [`-H ${quote(`x-claude-code-session-id: ${row.session_id}`)}`]),
    `-d ${quote(body)}`,
  ]
  return lines.join(' \\\n  ')
}

/** One word for the shell, whatever is in it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
