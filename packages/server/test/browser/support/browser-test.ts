import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { PASSWORD } from '../../support/start-server.js'
import { checkBuild } from './check-build.js'
import { findChromium } from './find-chromium.js'

const WAIT_MS = 10_000

checkBuild()
const browser = await launch()
afterAll(() => browser?.close())

/**
 * A test in a real browser. Fails also for what a user would not see: uncaught errors, and whatever
 * the content security policy refused. Skipped, with the reason printed, where no browser starts.
 */
export const browserTest = browser ? test : test.skip

export interface OpenPageOptions extends BrowserContextOptions {
  /** Opens the page without a session. */
  readonly isLoggedOut?: boolean
  readonly password?: string
  /** A fault that the test causes on purpose. */
  readonly expectedFault?: RegExp
}

/** Opens a path of a server as somebody who is logged in. Ends with the test. */
export async function openPage(
  url: string,
  path: string,
  { isLoggedOut = false, password = PASSWORD, expectedFault, ...options }: OpenPageOptions = {},
): Promise<Page> {
  if (browser === undefined) throw new Error('no browser')
  const context = await browser.newContext({
    locale: 'en',
    reducedMotion: 'reduce',
    baseURL: url,
    ...options,
  })
  const { onTestFinished } = await import('vitest')
  onTestFinished(() => context.close())
  context.setDefaultTimeout(WAIT_MS)
  if (!isLoggedOut) await context.request.post('/login', { data: { password } })
  const page = await context.newPage()
  const faults = watchFaults(page)
  onTestFinished(() => {
    expect(faults.filter((fault) => !expectedFault?.test(fault))).toEqual([])
  })
  await page.goto(path)
  return page
}

function watchFaults(page: Page): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message))
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    dialog.dismiss().catch(() => {})
  })
  page.on('console', (message) => {
    const text = message.text()
    // The network's own messages are about answers that tests ask for on purpose.
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) faults.push(text)
  })
  return faults
}

async function launch(): Promise<Browser | undefined> {
  try {
    const args = ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none']
    return await chromium.launch({ executablePath: await findChromium(), args })
  } catch (error) {
    process.stderr.write(`Browser tests are skipped: no browser starts here (${error}).\n`)
    return undefined
  }
}
