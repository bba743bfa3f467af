import type { Behaviour } from '../behaviour.js'
import { answer } from '../behaviours.js'
import type { FakeAnthropic } from '../fake-anthropic.js'
import { createGate, type Gate } from '../gate.js'
import type { RecordedRequest } from '../recorded-request.js'

/** What one of the upstreams received. */
export interface ReceivedRequest
  extends Pick<
    RecordedRequest,
    'requestLine' | 'method' | 'target' | 'headers' | 'body' | 'header' | 'json'
  > {
  /** Name of the upstream that received it. */
  readonly upstream: string
}

/**
 * Two fake upstreams under one script: a behaviour counts for the next request, whichever of them
 * gets it. So the same check holds for gateways that rank upstreams and for those that take turns.
 */
export interface UpstreamPair {
  readonly names: readonly [string, string]
  readonly urls: readonly [string, string]
  next(...behaviours: Behaviour[]): Promise<void>
  always(behaviour: Behaviour): Promise<void>
  /** A gate for behaviours of this pair. */
  gate(): Gate
  /** Everything received since the last reset, in the order of arrival. */
  received(): Promise<readonly ReceivedRequest[]>
  /** Resolves to the request of that position, from 0, as soon as it has arrived. */
  arrival(position: number): Promise<ReceivedRequest>
  /** Resolves when the connection that brought the request of that position is closed. */
  closed(position: number): Promise<void>
  /** Lets the upstream refuse connections, and accept them again. */
  refuse(name: string): Promise<void>
  accept(name: string): Promise<void>
  /** Forgets requests and behaviours, opens all gates and accepts connections. */
  reset(): Promise<void>
}

/** Puts two fakes of this process under one script. It uses their `always` and `requests`. */
export function createUpstreamPair(fakes: readonly [FakeAnthropic, FakeAnthropic]): UpstreamPair {
  const received: (ReceivedRequest & { readonly closed: Promise<void> })[] = []
  const gates: Gate[] = []
  const arrivals = new Set<() => void>()
  let queue: Behaviour[] = []
  let usual: Behaviour = answer()

  const follow = (fake: FakeAnthropic) =>
    fake.always((request) => {
      received.push({ ...request, upstream: fake.name })
      for (const arrival of [...arrivals]) arrival()
      return queue.shift() ?? usual
    })
  for (const fake of fakes) follow(fake)

  const fakeOf = (name: string): FakeAnthropic => {
    const found = fakes.find((fake) => fake.name === name)
    if (!found) throw new Error(`there is no upstream named ${name}`)
    return found
  }
  const arrival = (position: number) =>
    new Promise<ReceivedRequest & { readonly closed: Promise<void> }>((resolve) => {
      const check = () => {
        const request = received[position]
        if (!request) return
        arrivals.delete(check)
        resolve(request)
      }
      arrivals.add(check)
      check()
    })

  return {
    names: [fakes[0].name, fakes[1].name],
    urls: [fakes[0].url, fakes[1].url],
    async next(...behaviours) {
      queue.push(...behaviours)
    },
    async always(behaviour) {
      usual = behaviour
    },
    gate() {
      const gate = createGate(`gate-${gates.length}`)
      gates.push(gate)
      return gate
    },
    received: async () => received,
    arrival,
    closed: async (position) => (await arrival(position)).closed,
    refuse: (name) => fakeOf(name).refuse(),
    accept: (name) => fakeOf(name).accept(),
    async reset() {
      for (const gate of gates) gate.open()
      received.length = 0
      queue = []
      usual = answer()
      for (const fake of fakes) {
        fake.reset()
        follow(fake)
        await fake.accept()
      }
    },
  }
}
