import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { startWithLogs } from './support/start-with-logs.js'

it('gives all that match as lines of JSON, over as many pages as it takes', async () => {
  const { get } = await startWithLogs(
    ...Array.from({ length: 1201 }, (_, n) => ({
      attempt: n,
      model: n % 2 === 0 ? 'even' : 'odd',
    })),
  )
  const { headers, text } = await get('/admin/logs/export?format=ndjson&model=even')
  expect(headers.get('content-type')).toBe('application/x-ndjson')
  expect(headers.get('content-disposition')).toContain('ccload-logs.ndjson')
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(rows.map(({ attempt }) => attempt)).toEqual(
    Array.from({ length: 601 }, (_, n) => 1200 - 2 * n),
  )
  expect(rows[0]).toMatchObject({ model: 'even', channel_name: 'alpha', input_tokens: 1000 })
})

it('gives a table for spreadsheets, whose cells cannot run', async () => {
  const { get } = await startWithLogs(
    { message: '=HYPERLINK("http://x","y")', outcome: 'answer', statusCode: 500 },
    { message: 'a "quoted", text\nof two lines', outcome: 'answer', statusCode: 500 },
  )
  const { headers, text } = await get('/admin/logs/export?format=csv')
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const rows: Record<string, string>[] = parse(text, { columns: true })
  expect(rows.map(({ message }) => message)).toEqual([
    'a "quoted", text\nof two lines',
    '\'=HYPERLINK("http://x","y")',
  ])
  expect(rows[0]).toMatchObject({
    id: '2',
    status_code: '500',
    is_streaming: '1',
    cost_micro_usd: '',
  })
})

it('has a head even when there is nothing', async () => {
  const { get } = await startWithLogs()
  expect((await get('/admin/logs/export')).text).toMatch(
    /^id,time,request_id,.*cost_micro_usd,plan\r\n$/,
  )
  expect((await get('/admin/logs/export?format=ndjson')).text).toBe('')
})

it('refuses what it does not know', async () => {
  const { get } = await startWithLogs()
  const { status, json } = await get('/admin/logs/export?format=xlsx')
  expect([status, json.field]).toEqual([400, 'format'])
})
