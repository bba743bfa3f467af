/** Chance that comes out the same for the same seed: numbers from 0 up to, not including, 1. */
export type Random = () => number

/** A small generator (mulberry32): good enough for pictures, and for nothing else. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One of the choices, each with its share of the chances. */
export function choose<T>(random: Random, choices: readonly (readonly [T, number])[]): T {
  const total = choices.reduce((sum, [, share]) => sum + share, 0)
  let place = random() * total
  for (const [choice, share] of choices) {
    place -= share
    if (place < 0) return choice
  }
  const [last] = choices[choices.length - 1] as readonly [T, number]
  return last
}

/** A whole number between two, the small ones more often. */
export function skewed(random: Random, min: number, max: number): number {
  return Math.round(min + (max - min) * random() ** 3)
}
