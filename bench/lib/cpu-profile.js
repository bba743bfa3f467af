/**
 * What of a V8 CPU profile is read here.
 *
 * @typedef {object} CpuProfile
 * @property {{ id: number, callFrame: { functionName: string, url: string, lineNumber: number },
 *   children?: number[] }[]} nodes
 * @property {number} startTime microseconds of the machine's monotonic clock
 * @property {number[]} samples
 * @property {number[]} timeDeltas
 *
 * @typedef {{ name: string, group: string, us: number }} Cost
 */

/**
 * The time that each function itself took within a stretch of time, longest first.
 *
 * @param {CpuProfile} profile
 * @param {number} fromUs
 * @param {number} toUs
 * @returns {Cost[]}
 */
export function selfTimes({ nodes, startTime, samples, timeDeltas }, fromUs, toUs) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  /** @type {Map<string, Cost>} */
  const costs = new Map()
  let at = startTime
  for (const [index, id] of samples.entries()) {
    const us = timeDeltas[index] ?? 0
    at += us
    const frame = frames.get(id)
    if (at < fromUs || at > toUs || frame === undefined) continue
    const name = toName(frame)
    const cost = costs.get(name) ?? { name, group: groupOf(frame), us: 0 }
    cost.us += us
    costs.set(name, cost)
  }
  return [...costs.values()].sort((a, b) => b.us - a.us)
}

/**
 * The time that each function took with all that it called, longest first. A function that calls
 * itself counts once.
 *
 * @param {CpuProfile} profile
 * @param {number} fromUs
 * @param {number} toUs
 * @returns {Cost[]}
 */
export function totalTimes({ nodes, startTime, samples, timeDeltas }, fromUs, toUs) {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((c) => [c, id])))
  /** @type {Map<number, number>} */
  const own = new Map()
  let at = startTime
  for (const [index, id] of samples.entries()) {
    const us = timeDeltas[index] ?? 0
    at += us
    if (at >= fromUs && at <= toUs) own.set(id, (own.get(id) ?? 0) + us)
  }
  /** @type {Map<string, Cost>} */
  const costs = new Map()
  for (const [id, us] of own) {
    const seen = new Set()
    for (let up = byId.get(id); up !== undefined; up = byId.get(parents.get(up.id) ?? -1)) {
      const name = toName(up.callFrame)
      if (seen.has(name)) continue
      seen.add(name)
      const cost = costs.get(name) ?? { name, group: groupOf(up.callFrame), us: 0 }
      cost.us += us
      costs.set(name, cost)
    }
  }
  return [...costs.values()].sort((a, b) => b.us - a.us)
}

/** @param {CpuProfile['nodes'][number]['callFrame']} frame */
function toName({ functionName, url, lineNumber }) {
  const place = url === '' ? '' : `  ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`
  return `${functionName || '(anonymous)'}${place}`
}

/** In this order; the first that fits counts. */
const GROUPS = /** @type {const} */ ([
  ['undici', /node_modules\/undici\//],
  ['llhttp (wasm)', /^wasm:/],
  ['node:http', /^node:(_http_|internal\/http)/],
  ['node:net and streams', /^node:(net|stream|internal\/(stream|net))/],
  ['other Node', /^node:/],
  ['other packages', /node_modules\/(?!@ccload)/],
  ['own code', /./],
])

/** @param {CpuProfile['nodes'][number]['callFrame']} frame */
function groupOf({ functionName, url }) {
  if (functionName === '(idle)') return 'idle'
  if (functionName === '(garbage collector)') return 'garbage collection'
  if (functionName === '(program)') return '(program)'
  if (functionName.startsWith('RegExp:')) return 'regular expressions'
  return GROUPS.find(([, pattern]) => pattern.test(url))?.[0] ?? 'native'
}

/**
 * @param {readonly Cost[]} costs
 * @returns {{ group: string, us: number }[]} longest first
 */
export function byGroup(costs) {
  /** @type {Map<string, number>} */
  const groups = new Map()
  for (const { group, us } of costs) groups.set(group, (groups.get(group) ?? 0) + us)
  return [...groups].map(([group, us]) => ({ group, us })).sort((a, b) => b.us - a.us)
}
