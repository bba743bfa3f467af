import fc from 'fast-check'
import { expect, it } from 'vitest'
import { joinList, neutralizeCell, restoreCell, splitList } from './csv-cell.js'

const nasty = fc.string({
  unit: fc.constantFrom(
    "'",
    '=',
    '+',
    '-',
    '@',
    '\t',
    '\r',
    '\n',
    ',',
    '"',
    '[',
    ']',
    ' ',
    'a',
    '＝',
  ),
})

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '＝1', "'=1", "''@x"])(
  'makes text of the formula %j, and the formula of the text',
  (formula) => {
    expect(neutralizeCell(formula)).toBe(`'${formula}`)
    expect(restoreCell(neutralizeCell(formula))).toBe(formula)
  },
)

it.each(['', 'plain', "'quoted'", "it's", 'a=b', '1-2'])('leaves %j alone', (text) => {
  expect(neutralizeCell(text)).toBe(text)
  expect(restoreCell(text)).toBe(text)
})

it('always brings back what was neutralised, and never leaves a formula', () => {
  fc.assert(
    fc.property(fc.oneof(nasty, fc.string({ unit: 'binary' })), (text) => {
      const cell = neutralizeCell(text)
      expect(cell).not.toMatch(/^[=+\-@\t\r\n]/)
      expect(restoreCell(cell)).toBe(text)
    }),
  )
})

it('always brings back what was joined', () => {
  fc.assert(
    fc.property(fc.array(nasty), (list) => {
      expect(splitList(joinList(list))).toEqual(list)
    }),
  )
})

it('joins by commas what has none', () => {
  expect(joinList(['claude-sonnet-4-5', 'claude-*'])).toBe('claude-sonnet-4-5,claude-*')
  expect(joinList(['a,b', 'c'])).toBe('["a,b","c"]')
  expect(joinList([])).toBe('')
})

it('knows what is no list', () => {
  expect(splitList('[1]')).toBeUndefined()
  expect(splitList('[')).toBeUndefined()
  expect(splitList(' a , ,b ')).toEqual(['a', 'b'])
})
