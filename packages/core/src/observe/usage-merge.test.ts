import { describe, expect, it } from 'vitest'
import type { Usage } from '../domain/usage.js'
import { mergeUsage } from './usage-merge.js'

const merge = (...reports: unknown[]) =>
  reports.reduce<Usage | null>((before, report) => mergeUsage(before, report), null)

/** Input, output, cache read, 5-minute writes, 1-hour writes, searches where there are any. */
const usage = (counts: readonly number[]) => {
  const [inputTokens, outputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens] =
    counts
  return {
    inputTokens,
    outputTokens,
    cacheReadTokens,
    cacheWrite5mTokens,
    cacheWrite1hTokens,
    ...(counts[5] ? { webSearches: counts[5] } : {}),
  }
}

const anthropicStart = {
  input_tokens: 3,
  cache_creation_input_tokens: 1500,
  cache_read_input_tokens: 9000,
  cache_creation: { ephemeral_5m_input_tokens: 500, ephemeral_1h_input_tokens: 1000 },
  output_tokens: 1,
}

describe('mergeUsage of Anthropic reports', () => {
  it('takes input from the start and the cumulative output from the last delta', () => {
    expect(merge(anthropicStart, { output_tokens: 20 }, { output_tokens: 45 })).toEqual(
      usage([3, 45, 9000, 500, 1000]),
    )
  })

  it('takes everything from a delta when the start reports zeros', () => {
    const start = { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0 }
    const delta = { input_tokens: 12, output_tokens: 34, cache_read_input_tokens: 56 }
    expect(merge(start, delta)).toEqual(usage([12, 34, 56, 0, 0]))
  })

  it('keeps what the start said when a delta reports zeros', () => {
    const delta = {
      input_tokens: 0,
      output_tokens: 34,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
    }
    expect(merge(anthropicStart, delta)).toEqual(usage([3, 34, 9000, 500, 1000]))
  })

  it('keeps the split of cache writes when a delta repeats only their sum', () => {
    const delta = { ...anthropicStart, cache_creation: undefined, output_tokens: 7 }
    expect(merge(anthropicStart, delta)).toEqual(usage([3, 7, 9000, 500, 1000]))
  })

  it.each([
    ['a bare sum as 5-minute writes', [{ cache_creation_input_tokens: 70 }], 70, 0],
    [
      'what exceeds the known split as 5-minute writes',
      [anthropicStart, { cache_creation_input_tokens: 1600 }],
      600,
      1000,
    ],
    [
      'a sum beside an empty split as 5-minute writes',
      [{ cache_creation_input_tokens: 70, cache_creation: { ephemeral_1h_input_tokens: 0 } }],
      70,
      0,
    ],
    [
      'only 1-hour writes as such',
      [{ cache_creation_input_tokens: 70, cache_creation: { ephemeral_1h_input_tokens: 70 } }],
      0,
      70,
    ],
  ])('counts %s', (_, reports, fiveMinutes, oneHour) => {
    expect(merge(...reports)).toMatchObject({
      cacheWrite5mTokens: fiveMinutes,
      cacheWrite1hTokens: oneHour,
    })
  })

  it('counts web searches', () => {
    const delta = { output_tokens: 5, server_tool_use: { web_search_requests: 3 } }
    expect(merge(anthropicStart, delta)).toEqual(usage([3, 5, 9000, 500, 1000, 3]))
  })
})

describe('mergeUsage of other vendors', () => {
  it.each([
    [
      'OpenAI Chat Completions',
      {
        prompt_tokens: 100,
        completion_tokens: 20,
        total_tokens: 120,
        prompt_tokens_details: { cached_tokens: 64 },
      },
      [36, 20, 64, 0, 0],
    ],
    [
      'OpenAI Responses',
      { input_tokens: 100, output_tokens: 20, input_tokens_details: { cached_tokens: 64 } },
      [36, 20, 64, 0, 0],
    ],
    [
      'OpenAI cache writes',
      {
        input_tokens: 100,
        output_tokens: 2,
        input_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 },
      },
      [10, 2, 60, 30, 0],
    ],
    [
      'Chat Completions with Anthropic fields left at zero',
      { prompt_tokens: 10, completion_tokens: 5, input_tokens: 0, output_tokens: 0 },
      [10, 5, 0, 0, 0],
    ],
    [
      'cached tokens without details',
      { prompt_tokens: 10, completion_tokens: 5, cached_tokens: 4 },
      [6, 5, 4, 0, 0],
    ],
    [
      'cached tokens that exceed the input',
      { prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 40 } },
      [10, 5, 40, 0, 0],
    ],
    [
      'Anthropic fields with OpenAI ones beside them',
      {
        input_tokens: 10,
        output_tokens: 5,
        cache_read_input_tokens: 40,
        prompt_tokens: 50,
        prompt_tokens_details: { cached_tokens: 40 },
      },
      [10, 5, 40, 0, 0],
    ],
    [
      'Gemini',
      {
        promptTokenCount: 100,
        cachedContentTokenCount: 30,
        toolUsePromptTokenCount: 7,
        candidatesTokenCount: 11,
        thoughtsTokenCount: 9,
      },
      [77, 20, 30, 0, 0],
    ],
  ])('reads %s', (_, report, counts) => {
    expect(merge(report)).toEqual(usage(counts))
  })
})

describe('mergeUsage of nonsense', () => {
  it.each([
    null,
    'x',
    7,
    [],
    {},
    { input_tokens: 0, output_tokens: 0 },
    { input_tokens: '5', output_tokens: -1 },
    { input_tokens: 1.5, output_tokens: Number.NaN },
    { input_tokens: 1e12, cache_creation: 'x', prompt_tokens_details: 4 },
  ])('learns nothing from %j', (report) => {
    expect(merge(report)).toBeNull()
    expect(merge(anthropicStart, report)).toEqual(usage([3, 1, 9000, 500, 1000]))
  })
})
