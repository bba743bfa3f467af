import { describe, expect, it } from 'vitest'
import { createThreads } from '../state/threads.js'
import { peekBody } from './peek-body.js'
import { identifyConversation } from './session.js'

function identify(fields: object, headers: readonly string[] = [], threads = createThreads()) {
  const body = Buffer.from(JSON.stringify({ model: 'claude-x', ...fields }))
  return identifyConversation(headers, body, peekBody(body), threads)
}

const ofUser = (userId: unknown) => identify({ metadata: { user_id: userId } }).sessionId

describe('a session', () => {
  it('is that of the header, before that of the body', () => {
    const fields = { metadata: { user_id: '{"session_id":"of the body"}' } }
    const found = identify(fields, ['X-Claude-Code-Session-Id', 'of the header'])
    expect(found).toMatchObject({ key: 'of the header', sessionId: 'of the header' })
  })

  it.each([
    ['{"device_id":"d","session_id":"abc"}', 'abc'],
    ['user_1f_account__session_0a-b_c', '0a-b_c'],
  ])('is read from %s', (userId, session) => {
    expect(ofUser(userId)).toBe(session)
  })

  it.each([
    'anyone',
    'user_1_session_',
    'user_1_session_a b',
    '{"session_id":""}',
    '{"session_id":7}',
    '"text"',
    'null',
    7,
    null,
    { session_id: 'abc' },
  ])('is not read from %j', (userId) => {
    expect(ofUser(userId)).toBeNull()
  })

  it('is not read from metadata that are no object, or that are long', () => {
    expect(identify({ metadata: 'text' }).sessionId).toBeNull()
    const padded = { user_id: '{"session_id":"abc"}', padding: 'x'.repeat(5_000) }
    expect(identify({ metadata: padded }).sessionId).toBeNull()
  })

  it('has an agent where a header names one', () => {
    expect(identify({}, ['x-claude-code-agent-id', 'a1']).agentId).toBe('a1')
    expect(identify({}).agentId).toBeNull()
  })
})

describe('a thread', () => {
  const home = { channelId: 3, keyId: 31 }

  it('goes home, and is the conversation where no session is named', () => {
    const threads = createThreads()
    threads.watch({ messageId: 'msg_1' }, { home, conversation: 'first' })
    const fields = { thread: { previous_message_id: 'msg_1' } }
    expect(identify(fields, [], threads)).toMatchObject({ key: 'first', isThread: true, home })
    const named = identify(fields, ['x-claude-code-session-id', 's'], threads)
    expect(named).toMatchObject({ key: 's', isThread: true, home })
  })

  it.each([{}, { previous_message_id: 'unknown' }, { previous_message_id: 7 }])(
    'of %j has no home yet',
    (thread) => {
      expect(identify({ thread })).toMatchObject({ key: null, isThread: true, home: null })
    },
  )
})

describe('an opening', () => {
  const cached = { type: 'text', text: 'hello', cache_control: { type: 'ephemeral' } }
  const first = { role: 'user', content: [cached] }
  const opening = { system: 'Be brief.', messages: [first] }
  const keyOf = (fields: object) => identify(fields).key

  it('is the same however the conversation goes on', () => {
    const key = keyOf(opening)
    expect(key).not.toBeNull()
    const next = { role: 'assistant', content: 'hi' }
    expect(keyOf({ ...opening, messages: [first, next] })).toBe(
      keyOf({ ...opening, messages: [first, next, first] }),
    )
  })

  it('is another one with another system prompt or first message', () => {
    const others = [
      opening,
      { ...opening, system: 'Be long.' },
      { messages: [first] },
      { ...opening, messages: [{ ...first, role: 'assistant' }] },
    ]
    expect(new Set(others.map(keyOf)).size).toBe(others.length)
  })

  it('is none where nothing is cached, or there are no messages', () => {
    expect(keyOf({ messages: [{ role: 'user', content: 'hello' }] })).toBeNull()
    expect(keyOf({ system: [cached] })).toBeNull()
  })

  it('may be empty, or odd', () => {
    expect(keyOf({ system: [cached], messages: [] })).not.toBeNull()
    expect(keyOf({ messages: [cached] })).not.toBeNull()
  })
})
