import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPlaceQueue, type Ticket } from './place-queue.js'

/** A queue before channels that have so many places each. */
function createRig(places: Readonly<Record<number, number>>) {
  const underWay = new Map<number, number>()
  const countOf = (id: number) => underWay.get(id) ?? 0
  const queue = createPlaceQueue((id) => countOf(id) + queue.kept(id) < (places[id] ?? 0))
  return {
    queue,
    countOf,
    join: (...ids: number[]) => queue.join(new Set(ids)) as Ticket,
    begin: (id: number) => underWay.set(id, countOf(id) + 1),
    end(id: number) {
      underWay.set(id, countOf(id) - 1)
      queue.offer(id)
    },
  }
}

describe('the queue for places', () => {
  it('serves those who came first, each place once', async () => {
    const { begin, end, join, queue } = createRig({ 1: 1 })
    begin(1)
    const order: string[] = []
    for (const name of ['a', 'b', 'c']) {
      const ticket = join(1)
      void ticket.turn.then(() => {
        order.push(name)
        ticket.leave()
        begin(1)
      })
    }
    for (const served of [['a'], ['a', 'b'], ['a', 'b', 'c']]) {
      end(1)
      expect(queue.kept(1)).toBe(1)
      await Promise.resolve()
      expect(order).toEqual(served)
    }
  })

  it('passes those by who wait for something else', async () => {
    const { begin, end, join } = createRig({ 1: 1, 2: 1 })
    begin(1)
    begin(2)
    const first = join(1)
    const second = join(1, 2)
    end(2)
    expect(await second.turn).toBe(true)
    first.leave()
    expect(await first.turn).toBe(false)
  })

  it('offers on what was kept for one who did not take it', async () => {
    const { begin, end, join, queue } = createRig({ 1: 1 })
    begin(1)
    const first = join(1)
    const second = join(1)
    end(1)
    await first.turn
    first.leave()
    first.leave()
    expect(queue.kept(1)).toBe(0)
    expect(await second.turn).toBe(true)
    expect(queue.kept(1)).toBe(1)
    second.leave()
    await Promise.resolve()
    expect(queue.kept(1)).toBe(0)
  })

  it('turns away those who would make it too long', () => {
    const { queue } = createRig({})
    const tickets = Array.from({ length: 300 }, () => queue.join(new Set([1])))
    expect(tickets.filter((ticket) => ticket !== undefined)).toHaveLength(256)
    tickets[0]?.leave()
    expect(queue.join(new Set([1]))).toBeDefined()
  })

  it('keeps no place twice and forgets nobody, in whatever order things happen', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('join' as const), ids: fc.subarray([1, 2], { minLength: 1 }) }),
      fc.record({ kind: fc.constantFrom('leave' as const, 'end' as const), at: fc.nat(5) }),
      fc.record({ kind: fc.constant('widen' as const), id: fc.constantFrom(1, 2) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const places = { 1: 1, 2: 2 }
        const { queue, countOf, begin, end } = createRig(places)
        const waiting: Ticket[] = []
        const running: number[] = []
        const run = (id: number) => {
          begin(id)
          running.push(id)
        }
        for (const one of steps) {
          if (one.kind === 'join') {
            const free = one.ids.find((id) => countOf(id) + queue.kept(id) < places[id as 1 | 2])
            if (free !== undefined) run(free)
            else {
              const ticket = queue.join(new Set(one.ids)) as Ticket
              waiting.push(ticket)
              void ticket.turn.then((isTurn) => {
                waiting.splice(waiting.indexOf(ticket), 1)
                if (!isTurn) return
                const id = one.ids.find((channel) => queue.kept(channel) > 0) as number
                ticket.leave()
                run(id)
              })
            }
          } else if (one.kind === 'leave') waiting[one.at]?.leave()
          else if (one.kind === 'widen') {
            places[one.id as 1 | 2] += 1
            queue.offerAll()
          } else {
            const [id] = running.splice(one.at, 1)
            if (id !== undefined) end(id)
          }
          for (const id of [1, 2] as const) {
            expect(countOf(id) + queue.kept(id)).toBeLessThanOrEqual(places[id])
          }
          await new Promise((resolve) => setImmediate(resolve))
        }
        while (running.length > 0) {
          end(running.pop() as number)
          await new Promise((resolve) => setImmediate(resolve))
        }
        expect([waiting.length, queue.kept(1), queue.kept(2)]).toEqual([0, 0, 0])
      }),
      { numRuns: 40 },
    )
  })
})
