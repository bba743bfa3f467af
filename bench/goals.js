/**
 * What ccload has to reach, each a ratio or a bound within one run. `value` gives undefined when the
 * run has not measured what it takes.
 *
 * @typedef {object} Goal
 * @property {string} scenario
 * @property {string} text
 * @property {'>=' | '<='} is
 * @property {number} bound
 * @property {(results: Results) => number | undefined} value
 *
 * @typedef {Record<string, import('./scenarios/scenario.js').Result>} Results by scenario
 */

/**
 * @param {Results} results
 * @param {string} scenario
 * @param {string} target
 * @param {string} metric
 * @returns {number | undefined}
 */
function read(results, scenario, target, metric) {
  const value = results[scenario]?.rows[target]?.metrics[metric]
  return value === undefined || Number.isNaN(value) ? undefined : value
}

/**
 * @param {number | undefined} a
 * @param {number | undefined} b
 * @param {(a: number, b: number) => number} combine
 */
function both(a, b, combine) {
  return a === undefined || b === undefined ? undefined : combine(a, b)
}

/**
 * ccload's metric over another target's.
 *
 * @param {string} scenario
 * @param {string} metric
 * @param {string} against
 * @param {string} [target]
 * @returns {Goal['value']}
 */
function ratio(scenario, metric, against, target = 'ccload') {
  return (results) =>
    both(
      read(results, scenario, target, metric),
      read(results, scenario, against, metric),
      (a, b) => a / b,
    )
}

/**
 * The same of what a target adds to the direct way.
 *
 * @param {string} scenario
 * @param {string} metric
 * @param {string} against
 * @returns {Goal['value']}
 */
function addedRatio(scenario, metric, against) {
  return (results) => {
    const direct = read(results, scenario, 'direct', metric)
    const added = (/** @type {string} */ target) =>
      both(read(results, scenario, target, metric), direct, (a, b) => a - b)
    return both(added('ccload'), added(against), (a, b) => a / b)
  }
}

/**
 * @param {string} scenario
 * @param {string} metric
 * @returns {Goal['value']}
 */
function own(scenario, metric) {
  return (results) => read(results, scenario, 'ccload', metric)
}

/**
 * @param {string} scenario
 * @returns {Goal[]}
 */
function manyStreams(scenario) {
  return [
    { scenario, text: 'streams lost or stalled', is: '<=', bound: 0, value: own(scenario, 'bad') },
    {
      scenario,
      text: 'RSS per stream over the floor’s, KB',
      is: '<=',
      bound: 30,
      value: (results) =>
        both(
          read(results, scenario, 'ccload', 'kbPerStream'),
          read(results, scenario, 'floor', 'kbPerStream'),
          (a, b) => a - b,
        ),
    },
  ]
}

/**
 * @param {'c1-2k' | 'c1-100k'} scenario
 * @returns {Goal[]}
 */
function addedLatency(scenario) {
  const value = (/** @type {string} */ against) => addedRatio(scenario, 'p50Us', against)
  return [
    { scenario, text: 'added p50 / floor’s', is: '<=', bound: 1.15, value: value('floor') },
    { scenario, text: 'added p50 / nginx’s', is: '<=', bound: 1.8, value: value('nginx') },
  ]
}

/** @type {readonly Goal[]} */
export const goals = [
  {
    scenario: 'json-2k',
    text: 'requests/s / floor’s',
    is: '>=',
    bound: 0.75,
    value: ratio('json-2k', 'rate', 'floor'),
  },
  {
    scenario: 'json-2k',
    text: 'requests/s / Portkey’s',
    is: '>=',
    bound: 20,
    value: ratio('json-2k', 'rate', 'portkey'),
  },
  {
    scenario: 'json-2k',
    text: 'requests/s / Express’s',
    is: '>=',
    bound: 2,
    value: ratio('json-2k', 'rate', 'express'),
  },
  {
    scenario: 'json-2k',
    text: 'requests/s / Fastify’s',
    is: '>=',
    bound: 1.15,
    value: ratio('json-2k', 'rate', 'fastify'),
  },
  {
    scenario: 'json-100k',
    text: 'requests/s / floor’s',
    is: '>=',
    bound: 0.8,
    value: ratio('json-100k', 'rate', 'floor'),
  },
  {
    scenario: 'json-100k',
    text: 'requests/s / those of undici.request with JSON.parse',
    is: '>=',
    bound: 3,
    value: ratio('json-100k', 'rate', 'undici-request'),
  },
  ...addedLatency('c1-2k'),
  ...addedLatency('c1-100k'),
  {
    scenario: 'sse-500',
    text: 'added event delay p50 / floor’s',
    is: '<=',
    bound: 1.2,
    value: addedRatio('sse-500', 'delayP50Us', 'floor'),
  },
  {
    scenario: 'sse-500',
    text: 'added event delay p99 / floor’s',
    is: '<=',
    bound: 1.5,
    value: addedRatio('sse-500', 'delayP99Us', 'floor'),
  },
  {
    scenario: 'sse-500',
    text: 'CPU per event / floor’s',
    is: '<=',
    bound: 1.25,
    value: ratio('sse-500', 'cpuUs', 'floor'),
  },
  {
    scenario: 'sse-fast',
    text: 'streams/s / nginx’s',
    is: '>=',
    bound: 0.9,
    value: ratio('sse-fast', 'rate', 'nginx'),
  },
  {
    scenario: 'memory-1000',
    text: 'RSS / floor’s',
    is: '<=',
    bound: 0.8,
    value: ratio('memory-1000', 'rssMb', 'floor'),
  },
  {
    scenario: 'memory-1000',
    text: 'upstream streams open 1.2 s after all clients left',
    is: '<=',
    bound: 0,
    value: own('memory-1000', 'stillOpen'),
  },
  ...manyStreams('streams-2000'),
  ...manyStreams('streams-10000'),
  {
    scenario: 'many-channels',
    text: 'requests/s with 1,000 channels / with 5',
    is: '>=',
    bound: 0.97,
    value: ratio('many-channels', 'rate', '5-channels', '1000-channels'),
  },
  {
    scenario: 'many-channels',
    text: 'the same with 200 keys in each',
    is: '>=',
    bound: 0.97,
    value: ratio('many-channels', 'rate', '5-channels', '1000-channels-200-keys'),
  },
  {
    scenario: 'log-rows',
    text: 'requests/s with rows / without',
    is: '>=',
    bound: 0.9,
    value: ratio('log-rows', 'rate', 'rows-off', 'rows-on'),
  },
  {
    scenario: 'slow-readers',
    text: 'RSS growth per client, KB',
    is: '<=',
    bound: 64,
    value: own('slow-readers', 'kbPerClient'),
  },
  {
    scenario: 'start',
    text: 'start to first answer, ms',
    is: '<=',
    bound: 400,
    value: own('start', 'startMs'),
  },
  { scenario: 'start', text: 'RSS idle, MB', is: '<=', bound: 90, value: own('start', 'rssMb') },
]

/**
 * @typedef {{ scenario: string, text: string, is: '>=' | '<=', bound: number, value: number | null,
 *   met: boolean | null }} Judged a goal that was not measured has nulls
 */

/**
 * @param {Results} results
 * @returns {Judged[]}
 */
export function judge(results) {
  return goals
    .filter(({ scenario }) => results[scenario] !== undefined)
    .map(({ scenario, text, is, bound, value: find }) => {
      const value = find(results)
      if (value === undefined) return { scenario, text, is, bound, value: null, met: null }
      return {
        scenario,
        text,
        is,
        bound,
        value,
        met: is === '>=' ? value >= bound : value <= bound,
      }
    })
}
