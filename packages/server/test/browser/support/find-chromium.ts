import { mkdirSync, rmdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const LOCK = join(tmpdir(), 'ccload-chromium.lock')
const LOCK_STALE_MS = 60_000
const LOOK_AGAIN_MS = 100

/** The browser to test with: `CHROMIUM_PATH`, else the one from npm, unpacked once. */
export async function findChromium(): Promise<string> {
  const { CHROMIUM_PATH } = process.env
  if (CHROMIUM_PATH) return CHROMIUM_PATH
  const { default: chromium } = await import('@sparticuz/chromium')
  // It takes a file that another process is still unpacking for the whole one.
  await lock()
  try {
    return await chromium.executablePath()
  } finally {
    rmdirSync(LOCK)
  }
}

async function lock(): Promise<void> {
  for (;;) {
    try {
      return mkdirSync(LOCK)
    } catch {
      if (isStale()) rmdirSync(LOCK)
      else await sleep(LOOK_AGAIN_MS)
    }
  }
}

function isStale(): boolean {
  try {
    return Date.now() - statSync(LOCK).mtimeMs > LOCK_STALE_MS
  } catch {
    return false
  }
}
