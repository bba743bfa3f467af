import fc from 'fast-check'
import { expect, it } from 'vitest'
import { elementLines } from './element-lines.js'

it('finds where each element begins', () => {
  expect(elementLines('[1, "a\\"]",\n\n  {"x": [2,\n 3]},\n[]\n, null]')).toEqual([1, 1, 3, 5, 6])
  expect(elementLines('\n[\n]')).toEqual([])
})

it('finds as many as there are, whatever they hold', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 1), (list, space) => {
      const lines = elementLines(JSON.stringify(list, null, space))
      expect(lines).toHaveLength(list.length)
      expect(lines).toEqual([...lines].sort((a, b) => a - b))
    }),
  )
})
