import assert from 'node:assert/strict'
import type { Check } from './store-contract.js'

/** Longer than any test takes. */
const LONG_MS = 3_600_000

/** What a store promises of leases. */
export function leasePromises(check: Check): void {
  check('a lease has one holder at a time', async ({ leases }) => {
    assert.deepEqual(await leases.take('work', 'a', LONG_MS), {
      name: 'work',
      owner: 'a',
      fence: 1,
    })
    assert.equal(await leases.take('work', 'b', LONG_MS), undefined)
    assert.equal(await leases.take('work', 'a', LONG_MS), undefined, 'not even by its holder')
    assert.equal((await leases.take('other', 'b', LONG_MS))?.fence, 1)
  })

  check('of many who ask at once one gets it', async ({ leases }) => {
    const owners = Array.from({ length: 8 }, (_, index) => `owner ${index}`)
    const ask = () => Promise.all(owners.map((owner) => leases.take('work', owner, LONG_MS)))
    const [first, ...others] = (await ask()).filter((lease) => lease !== undefined)
    assert.deepEqual(others, [])
    assert.ok(first)
    await leases.release(first)
    const again = (await ask()).filter((lease) => lease !== undefined)
    assert.deepEqual(
      again.map(({ fence }) => fence),
      [2],
    )
  })

  check('a lease that has run out changes hands, and its fence tells', async ({ leases }) => {
    const first = await leases.take('work', 'a', 0)
    const second = await leases.take('work', 'a', LONG_MS)
    assert.ok(first && second)
    assert.equal(second.fence, first.fence + 1)
    assert.equal(await leases.renew(first, LONG_MS), false)
    assert.equal(await leases.renew(second, LONG_MS), true)
    await leases.release(first)
    assert.equal(await leases.take('work', 'b', LONG_MS), undefined, 'not the late one’s to give')
  })

  check('a lease can be renewed until somebody else has it', async ({ leases }) => {
    const lease = await leases.take('work', 'a', 0)
    assert.ok(lease)
    assert.equal(await leases.renew(lease, LONG_MS), true)
    assert.equal(await leases.take('work', 'b', LONG_MS), undefined)
    await leases.release(lease)
    assert.equal((await leases.take('work', 'b', LONG_MS))?.owner, 'b')
    assert.equal(await leases.renew(lease, LONG_MS), false)
  })
}
