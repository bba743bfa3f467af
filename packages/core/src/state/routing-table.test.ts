import { expect, test } from 'vitest'
import { CHANNEL_DEFAULTS, type Channel } from '../domain/channel.js'
import { Secret } from '../domain/secret.js'
import { createRoutingTable } from './routing-table.js'

function channel(id: number, overrides: Partial<Channel> = {}): Channel {
  return {
    ...CHANNEL_DEFAULTS,
    id,
    name: `channel-${id}`,
    url: 'http://upstream.test',
    keys: [{ id: id * 10, secret: new Secret('secret'), enabled: true, note: '' }],
    models: ['*'],
    version: 1,
    createdAt: 0,
    updatedAt: 0,
    ...overrides,
  }
}

function ids(channels: readonly Channel[], model: string): number[][] {
  const { groups } = createRoutingTable(channels)
  return groups(model).map(({ members }) => members.map((member) => member.channel.id))
}

test('groups go from high to low priority, members by id', () => {
  const channels = [
    channel(4, { priority: 1 }),
    channel(3, { priority: 5 }),
    channel(2, { priority: 1 }),
    channel(1, { priority: -2 }),
  ]
  expect(ids(channels, 'claude-x')).toEqual([[3], [2, 4], [1]])
})

test('exact names, wildcards and aliases serve a model, each channel once', () => {
  const channels = [
    channel(1, { models: ['claude-x', 'claude-*'] }),
    channel(2, { models: ['claude-*'] }),
    channel(3, { models: ['gpt-*'] }),
    channel(4, { models: [], aliases: { 'claude-x': 'vendor/claude-x' } }),
  ]
  expect(ids(channels, 'claude-x')).toEqual([[1, 2, 4]])
  expect(ids(channels, 'claude-y')).toEqual([[1, 2]])
  expect(ids(channels, 'mistral')).toEqual([])
})

test("an alias gives the upstream's name, and wildcards keep the requested one", () => {
  const channels = [channel(1, { aliases: { fast: 'claude-haiku-4-5' } }), channel(2)]
  const [group] = createRoutingTable(channels).groups('fast')
  expect(group?.members.map(({ candidates }) => candidates[0]?.model)).toEqual([
    'claude-haiku-4-5',
    'fast',
  ])
})

test('disabled channels and keys serve nothing', () => {
  const off = { id: 9, secret: new Secret('s'), enabled: false, note: '' }
  const on = { id: 8, secret: new Secret('s'), enabled: true, note: '' }
  const channels = [
    channel(1, { enabled: false }),
    channel(2, { keys: [off] }),
    channel(3, { keys: [] }),
    channel(4, { keys: [off, on] }),
  ]
  const [group] = createRoutingTable(channels).groups('claude-x')
  const candidates = group?.members.flatMap((member) => member.candidates) ?? []
  expect(candidates.map(({ channel: { id }, key }) => [id, key.id])).toEqual([[4, 8]])
})

test('the same model gives the same candidates', () => {
  const table = createRoutingTable([channel(1)])
  expect(table.groups('claude-x')).toBe(table.groups('claude-x'))
})

test.each(['__proto__', 'constructor', 'toString', ''])('%j is a name like any other', (name) => {
  expect(ids([channel(1, { models: ['claude-x'] })], name)).toEqual([])
  const [group] = createRoutingTable([channel(1, { models: [name] })]).groups(name)
  expect(group?.members[0]?.candidates[0]?.model).toBe(name)
})

test('names without end do not fill the memory', () => {
  const table = createRoutingTable([channel(1)])
  const before = table.groups('claude-x')
  for (let count = 0; count < 2_500; count += 1) table.groups(`made-up-${count}`)
  expect(table.groups('claude-x')).not.toBe(before)
  expect(table.groups('claude-x')).toEqual(before)
})
