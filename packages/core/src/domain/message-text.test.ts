import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashText, toSearchText } from './message-text.js'

const text = fc.string({ unit: 'binary' })

describe('toSearchText', () => {
  it('finds any part of a message in any case', () => {
    fc.assert(
      fc.property(text, text, text, (before, part, after) => {
        expect(toSearchText(before + part + after)).toContain(toSearchText(part))
      }),
    )
    expect(toSearchText('ΟΔΟΣ ΑΒ')).toContain(toSearchText('ΣΟΔΟΣ'.slice(1)))
    expect(toSearchText('ΟΔΟΣΑΒ')).toContain(toSearchText('ΟΔΟΣ'))
    expect(toSearchText('Überlastet')).toContain(toSearchText('ÜBER'))
  })
})

describe('hashText', () => {
  it('gives a safe integer above 0, always the same', () => {
    fc.assert(
      fc.property(text, (one) => {
        const hash = hashText(one)
        expect(Number.isSafeInteger(hash) && hash > 0).toBe(true)
        expect(hashText(`${one}`)).toBe(hash)
      }),
    )
    expect(hashText('')).not.toBe(hashText('\0'))
  })

  it('tells texts apart that differ in one place, and spreads over all bits', () => {
    const hashes = Array.from({ length: 100_000 }, (_, n) => hashText(`request_id: req_${n}`))
    expect(new Set(hashes).size).toBe(hashes.length)
    const high = hashes.filter((hash) => hash >= 2 ** 52).length
    expect(high / hashes.length).toBeCloseTo(0.5, 1)
    const odd = hashes.filter((hash) => hash % 2 === 1).length
    expect(odd / hashes.length).toBeCloseTo(0.5, 1)
  })
})
