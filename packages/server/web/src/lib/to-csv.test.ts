import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toCsv } from './to-csv.js'

it('keeps spreadsheets from running names as formulas', () => {
  expect(toCsv([['=1+1', '+a', '-b', '@c', 'd=1', -5]])).toBe("'=1+1,'+a,'-b,'@c,d=1,-5\r\n")
})

it('can be read back whatever is in a cell', () => {
  const cell = fc.string({ unit: 'grapheme' }).map((text) => `x${text}`)
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1 }),
      (rows) => {
        expect(parse(toCsv(rows), { record_delimiter: '\r\n' })).toEqual(rows)
      },
    ),
  )
})

it('leaves cells without a value empty', () => {
  expect(toCsv([[null, undefined, 0]])).toBe(',,0\r\n')
})
