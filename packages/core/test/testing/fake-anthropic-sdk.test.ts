import Anthropic from '@anthropic-ai/sdk'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createFakeAnthropic, type FakeAnthropic } from '../../src/testing.js'

const ask = {
  model: 'claude-opus-5',
  max_tokens: 1024,
  messages: [{ role: 'user' as const, content: 'Hi' }],
}
const tools = [
  { name: 'weather', input_schema: { type: 'object' as const, properties: { city: {} } } },
]

let upstream: FakeAnthropic
let client: Anthropic
beforeEach(async () => {
  upstream = await createFakeAnthropic()
  client = new Anthropic({ baseURL: upstream.url, apiKey: 'sk-test', maxRetries: 0 })
})
afterEach(() => upstream.close())

it('is understood without streaming', async () => {
  const message = await client.messages.create(ask)
  expect(message.content).toEqual([{ type: 'text', text: 'Hello from A: 你好 ✓.' }])
  expect(message.usage.cache_creation?.ephemeral_1h_input_tokens).toBe(230)
})

it('is understood as a stream, with thinking and a tool call', async () => {
  const stream = client.messages.stream({
    ...ask,
    tools,
    thinking: { type: 'enabled', budget_tokens: 1024 },
  })
  const types: string[] = []
  for await (const event of stream) types.push(event.type)
  expect([types[0], types.at(-1)]).toEqual(['message_start', 'message_stop'])
  const message = await stream.finalMessage()
  expect(message.stop_reason).toBe('tool_use')
  expect(message.usage.output_tokens).toBe(42)
  expect(message.content).toEqual([
    { type: 'thinking', thinking: 'Let me think: ½ + ½.', signature: 'EqQBCgIYAhIM' },
    { type: 'text', text: 'Hello from A: 你好 ✓.' },
    {
      type: 'tool_use',
      id: 'toolu_01Fake',
      name: 'weather',
      input: { city: 'Zürich', days: 2 },
    },
  ])
})

it('ends the turn once the tool has answered', async () => {
  const message = await client.messages.create({
    ...ask,
    tools,
    messages: [
      ...ask.messages,
      { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'weather', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'sunny' }] },
    ],
  })
  expect(message.stop_reason).toBe('end_turn')
})

it('counts tokens and lists models', async () => {
  const count = await client.messages.countTokens({ model: ask.model, messages: ask.messages })
  expect(count.input_tokens).toBe(2265)
  const models = await client.models.list()
  expect(models.data.map((model) => model.id)).toEqual(['claude-sonnet-4-5'])
})
