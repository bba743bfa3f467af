import assert from 'node:assert/strict'
import { test } from 'node:test'
import { interleave } from './rounds.js'
import { slope } from './stats.js'

test('targets take turns, each round beginning with another one, and medians are kept', async () => {
  /** @type {string[]} */
  const order = []
  const measured = await interleave(['a', 'b', 'c'], 3, async (name, round) => {
    order.push(name)
    return { rate: [10, 1000, 20][round] ?? 0, lost: round === 1 ? 1 : 0 }
  })
  assert.equal(order.join(''), 'abcbcacab')
  assert.deepEqual(measured.get('a')?.metrics, { rate: 20, lost: 1 })
})

test('a slope is that of the line through the points', () => {
  assert.equal(slope([0, 1, 2, 3].map((x) => ({ x, y: 5 + 2 * x }))), 2)
})
