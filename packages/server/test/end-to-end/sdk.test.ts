import Anthropic from '@anthropic-ai/sdk'
import { answer, apiError, createGate } from '@ccload/core/testing'
import { expect, it } from 'vitest'
import { type Installation, install } from './installation.js'

const question = {
  model: 'claude-sonnet-5',
  max_tokens: 64,
  messages: [{ role: 'user' as const, content: 'Who are you?' }],
}
const tools = [
  {
    name: 'get_weather',
    description: 'The weather in a city',
    input_schema: {
      type: 'object' as const,
      properties: { city: { type: 'string' } },
      required: ['city'],
    },
  },
]
const client = (baseURL: string) =>
  new Anthropic({ baseURL, authToken: 'team-token', apiKey: null, maxRetries: 0 })
const three = () => install([{ priority: 3 }, { priority: 2 }, { priority: 1 }])

/** The events of a stream, less what differs from one answer to the next. */
async function events(anthropic: Anthropic, request: object = question): Promise<string[]> {
  const stream = await anthropic.messages.create({ ...question, ...request, stream: true })
  const list: string[] = []
  for await (const event of stream) list.push(JSON.stringify(event))
  return list.map((event) => event.replace(/"id":"msg[^"]*"/, ''))
}

async function log(
  installation: Installation,
): Promise<{ status_code: number; message: string }[]> {
  await installation.restart()
  return (await installation.admin('GET', '/admin/logs')) as never
}

it('answers a message, and fails over unseen', async () => {
  const installation = await three()
  const [first] = installation.upstreams
  first?.next(apiError(529, 'overloaded_error'))
  const anthropic = client(installation.url)
  expect(JSON.stringify(await anthropic.messages.create(question))).toContain('upstream-2')
  expect(await installation.admin('GET', '/admin/cooldowns')).toMatchObject([{ channel_id: 1 }])
})

it('streams the same events as the upstream itself', async () => {
  const installation = await three()
  const [first] = installation.upstreams
  const relayed = await events(client(installation.url))
  first?.reset()
  expect(relayed).toEqual(await events(client(first?.url ?? '')))
  expect(relayed.at(-1)).toContain('message_stop')
})

it('carries a turn with a tool', async () => {
  const installation = await three()
  const anthropic = client(installation.url)
  const message = await anthropic.messages.create({ ...question, tools })
  const call = message.content.find((block) => block.type === 'tool_use')
  expect(message.stop_reason).toBe('tool_use')
  const next = await anthropic.messages.create({
    ...question,
    tools,
    messages: [
      ...question.messages,
      { role: 'assistant', content: message.content },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: call?.id ?? '', content: '21 degrees' }],
      },
    ],
  })
  expect(next.content.some((block) => block.type === 'text')).toBe(true)
})

it('counts tokens', async () => {
  const { url } = await three()
  const { input_tokens } = await client(url).messages.countTokens(question)
  expect(input_tokens).toBeGreaterThan(0)
})

it('stops the upstream when the client stops in mid-stream, and blames nobody', async () => {
  const installation = await three()
  const [first] = installation.upstreams
  const beforeEach = createGate()
  first?.next(answer({ beforeEach }))
  beforeEach.release(2)
  const stream = await client(installation.url).messages.create({ ...question, stream: true })
  for await (const event of stream)
    if (event.type === 'content_block_start') stream.controller.abort()
  await (await first?.request(0))?.closed
  expect(await installation.admin('GET', '/admin/cooldowns')).toEqual([])
  expect(await log(installation)).toMatchObject([{ status_code: 499 }])
})

it('lists the models that its channels serve', async () => {
  const { url } = await three()
  const page = await client(url).models.list()
  expect(page.data.map(({ id }) => id)).toEqual(['claude-sonnet-5'])
})

it('tells a client with a wrong token so', async () => {
  const { url } = await three()
  const wrong = new Anthropic({ baseURL: url, authToken: 'wrong', apiKey: null })
  await expect(wrong.messages.create(question)).rejects.toThrow(Anthropic.AuthenticationError)
})
