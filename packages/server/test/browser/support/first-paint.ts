import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** A request that a page made, in milliseconds since it was opened. */
export interface PageRequest {
  /** Without the query. */
  readonly path: string
  readonly start: number
  readonly end: number
  /** As transferred. */
  readonly bytes: number
}

/** How a page came to be, in milliseconds since it was opened. */
export interface FirstPaint {
  readonly contentful: number
  /** When `selector` was painted. */
  readonly meaningful: number
  /** The document first, then in the order in which they began. */
  readonly requests: readonly PageRequest[]
}

/** Marks when what a selector names is painted: the second frame begins once the first one is. */
const toMarker = (selector: string) => `
  const observer = new MutationObserver(() => {
    if (document.querySelector(${JSON.stringify(selector)}) === null) return
    observer.disconnect()
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('meaningful')))
  })
  observer.observe(document, { childList: true, subtree: true })
`

const READ = `({
  contentful: performance.getEntriesByName('first-contentful-paint')[0].startTime,
  meaningful: performance.getEntriesByName('meaningful')[0].startTime,
  requests: [
    ...performance.getEntriesByType('navigation'),
    ...performance.getEntriesByType('resource'),
  ].map(({ name, startTime, responseEnd, encodedBodySize }) => ({
    path: new URL(name).pathname,
    start: startTime,
    end: responseEnd,
    bytes: encodedBodySize,
  })),
})`

/** The browser tells of a paint a little later than it has painted. */
const IS_PAINTED = `['first-contentful-paint', 'meaningful'].every(
  (name) => performance.getEntriesByName(name).length > 0,
)`

/** Opens an address, waits until `selector` is there and painted, and until `last` is. */
export async function watchFirstPaint(
  page: Page,
  address: string,
  { selector, last }: { readonly selector: string; readonly last: string },
): Promise<FirstPaint> {
  await page.addInitScript({ content: toMarker(selector) })
  await page.goto(address)
  await page.locator(last).first().waitFor()
  // Playwright's own wait would evaluate text within the page, which its policy forbids.
  await expect.poll(() => page.evaluate(IS_PAINTED), { timeout: 10_000 }).toBe(true)
  return page.evaluate<FirstPaint>(READ)
}

/** How many round trips, one after another, had to be over before a request could begin; its own included. */
export function countRoundTrips(target: PageRequest, requests: readonly PageRequest[]): number {
  const before = requests.filter(({ end }) => end <= target.start)
  return 1 + Math.max(0, ...before.map((request) => countRoundTrips(request, before)))
}
