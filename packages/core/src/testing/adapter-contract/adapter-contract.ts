import { type AdapterTraits, type MountAdapter, withBench } from './bench.js'
import { breaksCases } from './cases-breaks.js'
import { bytesCases } from './cases-bytes.js'
import { ownAnswersCases } from './cases-own-answers.js'
import { streamingCases } from './cases-streaming.js'

/** What a test runner offers: vitest's `it` and node:test's `test` both do. */
export type DefineTest = (name: string, run: () => Promise<void>) => unknown

/**
 * Defines the tests that every adapter has to pass: bytes and headers exact in both directions,
 * events as they come, a client's leaving felt by the upstream and an upstream's by the client,
 * and the proxy's own answers. Each has a proxy, an upstream and connections of its own.
 *
 * @example
 * import { test } from 'node:test'
 * adapterContract(test, async (proxy) => mountInMyFramework(proxy))
 */
export function adapterContract(
  test: DefineTest,
  mount: MountAdapter,
  traits: AdapterTraits = {},
): void {
  for (const { name, run } of [
    ...bytesCases,
    ...streamingCases,
    ...breaksCases,
    ...ownAnswersCases,
  ]) {
    test(name, () => withBench(mount, traits, run))
  }
}
