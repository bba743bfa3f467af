import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { toCurl } from './to-curl.js'

it('is one command whatever the names hold, and has no secret in it', () => {
  const model = `claude'; touch /tmp/x; '`
  const session = "a'$(id)`id`"
  const command = toCurl({ model, is_streaming: true, session_id: session }, 'http://h:1')
  const print = `curl() { printf '%s\\0' "$@"; }; ${command}`
  const words = execFileSync('sh', ['-c', print], {
    encoding: 'utf8',
    env: { ANTHROPIC_AUTH_TOKEN: 'tok' },
  }).split('\0')
  expect(words).toContain('http://h:1/v1/messages')
  expect(words).toContain('authorization: Bearer tok')
  expect(words).toContain(`x-claude-code-session-id: ${session}`)
  expect(JSON.parse(words[words.indexOf('-d') + 1] ?? '')).toMatchObject({ model, stream: true })
})
