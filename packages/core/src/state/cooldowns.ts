import type { Cooldown, CooldownScope, CooldownTarget } from '../domain/cooldown.js'
import { ladderForgottenAt, nextStepMs, withJitter } from '../domain/cooldown-ladder.js'
import type { Hold } from '../domain/hold.js'
import type { CoolingOrder } from '../domain/verdict.js'
import { ChangeLog } from './change-log.js'
import { Rest } from './rest.js'
import { RestIndex } from './rest-index.js'
import { SharedCooldowns } from './shared-cooldowns.js'

/** What can cool: any candidate is one, and so is `{ channel: { id }, key: { id }, model }`. */
export interface Coolable {
  readonly channel: { readonly id: number }
  readonly key: { readonly id: number }
  /** The upstream's name for the model. */
  readonly model: string
}

/** How cooldowns are measured out, read anew for each, and who is told of them. */
export interface CooldownOptions {
  /** The longest rest that the ladder gives, in milliseconds. */
  readonly maxCooldownMs: number
  /** The longest rest that an upstream may name, in milliseconds. */
  readonly maxResetMs: number
  /** Part by which a rest may be shorter or longer than its nominal length: 0.1 is 10 %. */
  readonly jitter: number
  /** From 0 to 1. */
  readonly random: () => number
  /** Told of each cooldown that is set or made longer. */
  readonly onSet?: (cooldown: Cooldown) => void
  /** Told of each target whose cooldown has been ended, or is of no more interest. */
  readonly onClear?: (target: CooldownTarget) => void
}

/** Which keys, models and channels rest, and for how long. */
export interface Cooldowns {
  /** Channels of which something rests, or has stopped to, or is tried otherwise than before. */
  readonly changes: Pick<ChangeLog, 'count' | 'since'>
  /** Whether anything of a channel is remembered: without that nothing of it rests or is held. */
  knows(channelId: number): boolean
  /** The cooldown that keeps a candidate from use, the longest where several do. */
  of(candidate: Coolable, now: number): Cooldown | undefined
  /** Whether a candidate that has failed is being tried by as many as may try it. */
  hold(candidate: Coolable, now: number): Hold | undefined
  /** An attempt begins. */
  begin(candidate: Coolable, now: number): void
  /** An attempt has ended, one way or the other. `startedAt` is the instant given to `begin`. */
  end(candidate: Coolable, startedAt: number): void
  /**
   * An attempt has failed. Without an `until` its cause's ladder goes up a step, unless the attempt
   * began before the last step: failures that were in flight together count as one. A cooldown
   * never gets shorter by it. Returns the cooldown that was set, if one was.
   */
  cool(
    candidate: Coolable,
    order: CoolingOrder,
    startedAt: number,
    now: number,
  ): Cooldown | undefined
  /**
   * An attempt's answer has begun: what rested its candidate is over, unless it was set after the
   * attempt began. The ladders stay, for the answer may yet break off.
   */
  answered(candidate: Coolable, startedAt: number, now: number): void
  /** An attempt has succeeded: like {@link answered}, and the ladders start anew. */
  succeeded(candidate: Coolable, startedAt: number, now: number): void
  /** The cooldowns at `now`, by channel. */
  list(now: number): Cooldown[]
  /** Forgets all of a channel, or of one of its keys, or all. Returns how many cooldowns ended. */
  clear(now: number, channelId?: number, keyId?: number): number
  /** Takes over what an earlier process had written down. */
  load(cooldowns: readonly Cooldown[], now: number): void
  /** To be told of each write and of each read of what is stored, where others write as well. */
  readonly sharing: Pick<SharedCooldowns, 'written' | 'begin'>
  /**
   * Takes over what other processes have set or ended since the last time, given all that is
   * stored. A cooldown never gets shorter by it, and nobody is told of it.
   */
  merge(cooldowns: readonly Cooldown[], now: number): void
}

/**
 * The cooldowns of one process, in memory. Needs no store, no clock and no HTTP, so that a gateway
 * of your own can use it by itself.
 *
 * @example
 * const cooldowns = createCooldowns({ ...DEFAULT_SETTINGS, random: Math.random })
 * const account = { channel: { id: 1 }, key: { id: 1 }, model: 'claude-sonnet-4-5' }
 * const startedAt = Date.now()
 * cooldowns.cool(account, { scope: 'channel', cause: 'connection' }, startedAt, Date.now())
 * const until = cooldowns.of(account, Date.now())?.until
 */
export function createCooldowns(options: CooldownOptions): Cooldowns {
  const { random, onSet, onClear } = options
  const rests = new RestIndex()
  const shared = new SharedCooldowns()
  const changes = new ChangeLog()

  function forget(rest: Rest): void {
    rests.remove(rest)
    changes.add(rest.target.channelId)
    onClear?.(rest.target)
  }

  function restOf(target: CooldownTarget, now: number): Rest {
    const known = rests.get(target)
    if (known !== undefined) return known
    const rest = new Rest(target)
    for (const old of rests.makeRoom(target.channelId, now)) forget(old)
    rests.add(rest)
    return rest
  }

  function answered(rest: Rest, startedAt: number, now: number): void {
    const wasSet = rest.cooldown !== undefined
    if (!rest.answered(startedAt, now)) return
    changes.add(rest.target.channelId)
    if (wasSet) onClear?.(rest.target)
  }

  return {
    changes,
    knows: (channelId) => rests.ofChannel(channelId) !== undefined,

    of(candidate, now) {
      const known = rests.ofChannel(candidate.channel.id)
      if (known === undefined) return undefined
      const { channel, keys, models } = known
      let longest = later(undefined, channel, now)
      if (keys.size > 0) longest = later(longest, keys.get(candidate.key.id), now)
      if (models.size > 0) longest = later(longest, models.get(candidate.model), now)
      return longest
    },

    hold(candidate, now) {
      const known = rests.ofChannel(candidate.channel.id)
      if (known === undefined) return undefined
      const { channel, keys, models } = known
      const isHeld =
        channel?.isHeld(now) === true ||
        (keys.size > 0 && keys.get(candidate.key.id)?.isHeld(now) === true) ||
        (models.size > 0 && models.get(candidate.model)?.isHeld(now) === true)
      return isHeld ? 'recovering' : undefined
    },

    begin(candidate, now) {
      for (const rest of rests.ofCandidate(candidate)) {
        const wasHeld = rest.isHeld(now)
        rest.begin(now)
        if (rest.isHeld(now) !== wasHeld) changes.add(candidate.channel.id)
      }
    },

    end(candidate, startedAt) {
      for (const rest of rests.ofCandidate(candidate)) {
        rest.end(startedAt)
        changes.add(candidate.channel.id)
      }
    },

    cool(candidate, order, startedAt, now) {
      const target = toTarget(candidate, order.scope)
      const rest = restOf(target, now)
      changes.add(target.channelId)
      const { cause } = order
      const { maxCooldownMs, maxResetMs, jitter } = options
      let until = Math.min(order.until ?? now, now + maxResetMs)
      let durationMs = until - now
      if (!(durationMs > 0)) {
        const last = rest.ladders.get(cause)
        if (last !== undefined && startedAt <= last.setAt) return undefined
        const climbs = last !== undefined && ladderForgottenAt(last) > now
        durationMs = nextStepMs(cause, climbs ? last.durationMs : undefined, maxCooldownMs)
        until = now + Math.min(withJitter(durationMs, jitter, random()), maxCooldownMs)
        rest.ladders.set(cause, { durationMs, setAt: now, until })
      }
      rest.failed(startedAt, now)
      if (rest.cooldown !== undefined && rest.cooldown.until >= until) return undefined
      rest.cooldown = { ...target, until, durationMs, cause }
      shared.setHere(rest.cooldown)
      onSet?.(rest.cooldown)
      return rest.cooldown
    },

    answered(candidate, startedAt, now) {
      for (const rest of rests.ofCandidate(candidate)) answered(rest, startedAt, now)
    },

    succeeded(candidate, startedAt, now) {
      for (const rest of rests.ofCandidate(candidate)) {
        if (!rest.succeeded(startedAt)) continue
        if (rest.cooldown !== undefined) answered(rest, startedAt, now)
        if (rest.isOver(now)) rests.remove(rest)
      }
    },

    list(now) {
      const found: Cooldown[] = []
      for (const { cooldown } of rests.list()) {
        if (cooldown !== undefined && cooldown.until > now) found.push(cooldown)
      }
      return found.sort((a, b) => a.channelId - b.channelId)
    },

    clear(now, channelId, keyId) {
      let ended = 0
      for (const rest of rests.list(channelId)) {
        if (keyId !== undefined && rest.target.keyId !== keyId) continue
        if (rest.isCooling(now)) ended += 1
        forget(rest)
      }
      return ended
    },

    sharing: shared,

    merge(cooldowns, now) {
      const { set, ended } = shared.look(cooldowns, now)
      for (const cooldown of set) {
        const { scope, channelId, keyId, model, cause, durationMs, until } = cooldown
        if (ladderForgottenAt(cooldown) <= now) continue
        const rest = restOf({ scope, channelId, keyId, model }, now)
        if (rest.cooldown !== undefined && rest.cooldown.until >= until) continue
        changes.add(channelId)
        rest.failed(now, now)
        rest.cooldown = cooldown
        if (durationMs <= options.maxCooldownMs) {
          rest.ladders.set(cause, { durationMs, setAt: now, until })
        }
      }
      for (const { until, ...target } of ended) {
        const rest = rests.get(target)
        if (rest?.cooldown?.until !== until) continue
        rests.remove(rest)
        changes.add(target.channelId)
      }
    },

    load(cooldowns, now) {
      shared.look(cooldowns, now)
      const { maxCooldownMs, maxResetMs } = options
      for (const { scope, channelId, keyId, model, cause, durationMs, until } of cooldowns) {
        const target = { scope, channelId, keyId, model }
        if (ladderForgottenAt({ until, durationMs }) <= now) {
          onClear?.(target)
          continue
        }
        const rest = restOf(target, now)
        changes.add(channelId)
        rest.cooldown = { ...target, cause, durationMs, until: Math.min(until, now + maxResetMs) }
        // What is longer than the ladder reaches was named by an upstream.
        if (durationMs <= maxCooldownMs) rest.ladders.set(cause, { durationMs, setAt: 0, until })
      }
    },
  }
}

function toTarget(candidate: Coolable, scope: CooldownScope): CooldownTarget {
  return {
    scope,
    channelId: candidate.channel.id,
    keyId: scope === 'key' ? candidate.key.id : null,
    model: scope === 'model' ? candidate.model : null,
  }
}

function later(longest: Cooldown | undefined, rest: Rest | undefined, now: number) {
  const cooldown = rest?.cooldown
  if (cooldown === undefined || cooldown.until <= now) return longest
  return longest === undefined || cooldown.until > longest.until ? cooldown : longest
}
