import type { CcloadProxy, Channel, ClientToken, ExplainedChannel, Store } from '@ccload/core'
import { toChannelViews } from '../admin/channel-view.js'
import type { SettingValues } from '../settings/settings-table.js'
import type { Condition } from './alert.js'

/** What is looked at. */
export interface ConditionSources {
  readonly proxy: Pick<CcloadProxy, 'cooldowns' | 'hold' | 'explain' | 'tokens'>
  readonly store: Pick<Store, 'channels' | 'tokens'>
  readonly settings: Pick<
    SettingValues,
    'alertChannelDown' | 'alertModelCooling' | 'alertTokenBudget'
  >
  readonly now: number
}

/** Shorter rests are everyday life. */
const LONG_REST_MS = 30_000

/** The part of a budget at which there is an alert. */
const BUDGET_PART = 0.8

const NO_HISTORY = {
  of: () => ({ successAt: null, failureAt: null, failureMessage: null }),
}

/** How everything stands that there may be an alert about, as far as the settings want to know. */
export async function readConditions(sources: ConditionSources): Promise<Condition[]> {
  const { store, settings } = sources
  const channels = (await store.channels.list()).filter(({ enabled }) => enabled)
  return [
    ...(settings.alertChannelDown ? ofChannels(channels, sources) : []),
    ...(settings.alertModelCooling ? await ofModels(channels, sources) : []),
    ...(settings.alertTokenBudget ? ofTokens(await store.tokens.list(), sources) : []),
  ]
}

function ofChannels(channels: readonly Channel[], { proxy, now }: ConditionSources): Condition[] {
  const views = toChannelViews(channels, { ...proxy, history: NO_HISTORY, now: () => now })
  return views.map(({ id, name, cooldown_until, cooldown_remaining_ms, cooldown_cause }) => ({
    key: toChannelKey(id),
    type: 'channel-down',
    subject: name,
    isRaised: (cooldown_remaining_ms ?? 0) >= LONG_REST_MS,
    holds: cooldown_until !== undefined,
    needsProof: true,
    text: `Channel ${name} gets no requests until ${cooldown_until}: ${cooldown_cause}.`,
    details: {
      channel_id: id,
      until: cooldown_until ?? null,
      cause: cooldown_cause ?? null,
    },
  }))
}

async function ofModels(
  channels: readonly Channel[],
  { proxy, now }: ConditionSources,
): Promise<Condition[]> {
  const models = new Set(
    channels.flatMap((channel) => channel.models.filter((model) => !model.includes('*'))),
  )
  const conditions: Condition[] = []
  for (const model of models) {
    const plan = await proxy.explain({ model, endpoint: 'messages', session: null })
    conditions.push(ofModel(model, plan, now))
  }
  return conditions
}

function ofModel(model: string, plan: readonly ExplainedChannel[], now: number): Condition {
  const serving = plan.filter((channel) => channel.model !== null)
  const holds = serving.length > 0 && serving.every(({ reason }) => COOLING.has(reason))
  const until = Math.min(...serving.map((channel) => channel.until ?? now))
  const back = holds ? new Date(until).toISOString() : null
  return {
    key: toModelKey(model),
    type: 'model-cooling',
    subject: model,
    isRaised: holds && until - now >= LONG_REST_MS,
    holds,
    needsProof: true,
    text: `All channels of ${model} (${serving.length}) rest; the first is back at ${back}.`,
    details: { channels: serving.length, until: back },
  }
}

const COOLING: ReadonlySet<ExplainedChannel['reason']> = new Set(['cooling', 'due-soonest'])

function ofTokens(tokens: readonly ClientToken[], { proxy }: ConditionSources): Condition[] {
  return tokens
    .filter(({ enabled }) => enabled)
    .flatMap(({ id, name, limits }) => {
      const { costTodayMicroUsd, costMonthMicroUsd } = proxy.tokens.state(id)
      return [
        toBudget(id, name, 'day', costTodayMicroUsd, limits.dailyCostMicroUsd),
        toBudget(id, name, 'month', costMonthMicroUsd, limits.monthlyCostMicroUsd),
      ].filter((condition) => condition !== undefined)
    })
}

function toBudget(
  id: number,
  name: string,
  period: 'day' | 'month',
  used: number,
  limit: number | null,
): Condition | undefined {
  if (limit === null) return undefined
  const isNear = used >= limit * BUDGET_PART
  const part = Math.floor((used / limit) * 100)
  return {
    key: `token:${id}:${period}`,
    type: 'token-budget',
    subject: name,
    isRaised: isNear,
    holds: isNear,
    needsProof: false,
    text: `Token ${name} has used ${part} % of its budget for the ${period}: ${toUsd(used)} of ${toUsd(limit)}.`,
    details: { token_id: id, period, used_micro_usd: used, limit_micro_usd: limit },
  }
}

function toUsd(microUsd: number): string {
  return `${(microUsd / 1e6).toFixed(2)} US dollars`
}

/** Names the cause that a channel is down. */
export function toChannelKey(id: number): string {
  return `channel:${id}`
}

/** Names the cause that all channels of a model are resting. */
export function toModelKey(model: string): string {
  return `model:${model}`
}
