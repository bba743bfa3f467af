import { type CaptureStore, type StoredCapture, toCaptureHead } from './capture-store.js'

/** Forgets everything with the process. */
export function createMemoryCaptures(): CaptureStore {
  let kept: { readonly capture: StoredCapture; readonly bytes: number }[] = []

  return {
    async append(captures) {
      const added = captures.map((capture) => {
        return { capture, bytes: Buffer.byteLength(JSON.stringify(capture)) }
      })
      kept = [...kept, ...added].sort((a, b) => a.capture.time - b.capture.time)
    },
    async list({ limit, requestId }) {
      return kept
        .filter(({ capture }) => requestId === undefined || capture.requestId === requestId)
        .reverse()
        .slice(0, limit)
        .map(({ capture, bytes }) => ({ ...toCaptureHead(capture), storedBytes: bytes }))
    },
    async get(requestId, attempt) {
      return kept.find(
        ({ capture }) => capture.requestId === requestId && capture.attempt === attempt,
      )?.capture
    },
    async trim(maxBytes) {
      let total = kept.reduce((sum, { bytes }) => sum + bytes, 0)
      while (total > maxBytes) total -= kept.shift()?.bytes ?? total
    },
    async removeBefore(time) {
      const before = kept.length
      kept = kept.filter(({ capture }) => capture.time >= time)
      return before - kept.length
    },
    async removeAll() {
      const { length } = kept
      kept = []
      return length
    },
  }
}
