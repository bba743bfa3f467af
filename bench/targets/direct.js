/**
 * No proxy: the load goes to the mock itself. The base line that is subtracted from latencies.
 *
 * @type {import('./target.js').Target}
 */
export const direct = {
  name: 'direct',
  label: 'direct (no proxy)',
  version: '',
  rewritesAnswers: false,
  swapsKey: false,
  missing: () => undefined,
  async start({ upstreams }) {
    const url = /** @type {string} */ (upstreams[0])
    return { url, port: Number(new URL(url).port), pid: null, headers: {}, async stop() {} }
  },
}
