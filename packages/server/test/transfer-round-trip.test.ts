import { type ChannelDraft, createMemoryStore } from '@ccload/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { channelSchemas } from '../src/admin/channel-schema.js'
import { planImport } from '../src/transfer/plan-import.js'
import { readChannelFile } from '../src/transfer/read-channel-file.js'
import { toCsv, toJson } from '../src/transfer/write-channel-file.js'
import { PASSWORD, startTransfer } from './support/transfer.js'

/** What spreadsheets, CSV and JSON stumble over. Control characters are refused everywhere. */
const character = fc.constantFrom(...`='+-@",;[]{}\\'|＝ aé中😀:*/`)
const line = fc
  .string({ unit: character, minLength: 1, maxLength: 12 })
  .map((text) => text.trim())
  .filter((text) => text !== '')
const secret = fc.string({
  unit: fc.constantFrom(...`='+-@",;[]{}\\|a1`),
  minLength: 1,
  maxLength: 9,
})

const channel: fc.Arbitrary<ChannelDraft> = fc.record({
  name: line,
  url: fc.constantFrom('https://a.example.com', 'https://b.example.com/relay'),
  keys: fc.array(
    fc.record({ secret, enabled: fc.boolean(), note: fc.oneof(line, fc.constant('')) }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
  models: fc.uniqueArray(line, { minLength: 1, maxLength: 4 }),
  keyStrategy: fc.constantFrom('round-robin', 'sequential'),
  aliases: fc.dictionary(line, line, { maxKeys: 2 }),
  priority: fc.integer({ min: -1000, max: 1000 }),
  weight: fc.integer({ min: 1, max: 1000 }),
  enabled: fc.boolean(),
  limits: fc.record({
    requestsPerMinute: fc.option(fc.integer({ min: 1, max: 1000 })),
    concurrent: fc.option(fc.integer({ min: 1, max: 1000 })),
    dailyCostMicroUsd: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
  }),
  activeHours: fc.option(
    fc.record({
      from: fc.constant('22:00'),
      to: fc.constant('06:30'),
      timeZone: fc.constantFrom('Asia/Shanghai', 'UTC'),
    }),
  ),
  headers: fc.dictionary(
    fc.constantFrom('x-a', 'x-auth', 'X-Gateway-Token'),
    fc.constantFrom('=1', 'plain', '"', 'Bearer 0123456789'),
  ),
  connection: fc.record({
    proxyUrl: fc.option(fc.constant('http://me:p%40ss@127.0.0.1:3128')),
    insecureTls: fc.boolean(),
    ca: fc.constant(null),
    http2: fc.boolean(),
  }),
  costMultiplier: fc.constantFrom(0, 0.1, 0.85, 1, 1e-7, 1000),
})

const channels = fc.uniqueArray(channel, { selector: ({ name }) => name, maxLength: 4 })
const schemas = channelSchemas({ blockPrivate: false })

const formats = [
  ['CSV', toCsv],
  ['JSON', toJson],
] as const

it.each(formats)('brings everything back from %s', async (_, write) => {
  await fc.assert(
    fc.asyncProperty(channels, async (drafts) => {
      const before = await createMemoryStore({ channels: drafts }).channels.list()
      const file = readChannelFile(write(before, { withKeys: true }))
      expect(file.errors).toEqual([])
      const plan = await planImport(file.rows, [], schemas)
      expect(plan.errors).toEqual([])
      const copy = createMemoryStore()
      await copy.channels.applyAll(plan.writes)
      const strip = ({ createdAt: _c, updatedAt: _u, ...rest }: (typeof before)[number]) => rest
      expect((await copy.channels.list()).map(strip)).toEqual(before.map(strip))
    }),
    { numRuns: 150 },
  )
})

it.each(formats)(
  'finds nothing to change when %s comes back, with or without keys',
  async (_, write) => {
    await fc.assert(
      fc.asyncProperty(channels, fc.boolean(), async (drafts, withKeys) => {
        const before = await createMemoryStore({ channels: drafts }).channels.list()
        const file = readChannelFile(write(before, { withKeys }))
        const plan = await planImport(file.rows, before, schemas)
        expect([plan.errors, plan.writes]).toEqual([[], []])
        expect(plan.unchanged.map(({ name }) => name)).toEqual(before.map(({ name }) => name))
      }),
      { numRuns: 100 },
    )
  },
)

it.each(['csv', 'json'] as const)('moves an installation by %s', async (format) => {
  const drafts = fc.sample(channel, { seed: 7, numRuns: 20 })
  const named = drafts.map((draft, at) => ({ ...draft, name: `${draft.name} ${at}` }))
  const from = await startTransfer(createMemoryStore({ channels: named }))
  const to = await startTransfer()
  const file = await from.exported(format, PASSWORD)
  const { status } = await to.imported(file, { type: 'text/plain' })
  expect(status).toBe(200)
  expect(await to.contents()).toEqual(await from.contents())
  expect(await to.exported(format, PASSWORD)).toBe(file)
})
