import type { ClientToken, TokenUse } from '../domain/client-token.js'
import type { Clock } from '../ports/clock.js'
import type { TokenStore } from '../ports/token-store.js'
import { createChangeSignal } from './change-signal.js'
import {
  initialTokenFields,
  namedTokenFields,
  refuseChangedToken,
  tokenTaken,
} from './token-fields.js'

/** Tokens that last as long as the process. Ids count from 1 and are never given twice. */
export function createMemoryTokens(clock: Clock): TokenStore {
  const tokens = new Map<number, ClientToken>()
  const uses = new Map<string, TokenUse>()
  const changes = createChangeSignal()
  let lastId = 0

  function refuseTaken(field: 'name' | 'digest', value: string | undefined, except?: number): void {
    for (const token of tokens.values()) {
      if (token[field] !== value || token.id === except) continue
      throw tokenTaken(field === 'name' ? 'name' : 'secret')
    }
  }

  return {
    async list() {
      return [...tokens.values()]
    },
    async get(id) {
      return tokens.get(id)
    },
    async create(draft) {
      const { name, digest, prefix } = draft
      refuseTaken('name', name)
      refuseTaken('digest', digest)
      const fields = initialTokenFields(draft)
      const now = clock.now()
      const kept = { digest, prefix, lastUsedAt: null, version: 1, createdAt: now, updatedAt: now }
      const token = { id: ++lastId, ...fields, ...kept }
      tokens.set(token.id, token)
      changes.notify()
      return token
    },
    async update(id, patch, ifVersion) {
      const old = tokens.get(id)
      if (old === undefined) return undefined
      refuseChangedToken(old, ifVersion)
      refuseTaken('name', patch.name, id)
      const version = old.version + 1
      const token = { ...old, ...namedTokenFields(patch), version, updatedAt: clock.now() }
      tokens.set(id, token)
      changes.notify()
      return token
    },
    async remove(id) {
      const removed = tokens.delete(id)
      for (const [place, use] of uses) if (use.tokenId === id) uses.delete(place)
      if (removed) changes.notify()
      return removed
    },
    subscribe: changes.subscribe,
    usage: {
      async add(added) {
        for (const use of added) {
          const token = tokens.get(use.tokenId)
          if (token === undefined) continue
          const lastUsedAt = Math.max(token.lastUsedAt ?? 0, use.lastUsedAt)
          tokens.set(token.id, { ...token, lastUsedAt })
          const place = `${use.day} ${use.tokenId}`
          uses.set(place, addUp(uses.get(place), use))
        }
      },
      async sums(day, month) {
        const ofMonth = [...uses.values()].filter((use) => use.day >= month)
        return [...new Set(ofMonth.map(({ tokenId }) => tokenId))].map((tokenId) => {
          const own = ofMonth.filter((use) => use.tokenId === tokenId)
          const today = own.filter((use) => use.day >= day)
          return {
            tokenId,
            requestsToday: sum(today, 'requests'),
            costTodayMicroUsd: sum(today, 'costMicroUsd'),
            costMonthMicroUsd: sum(own, 'costMicroUsd'),
          }
        })
      },
    },
  }
}

function addUp(known: TokenUse | undefined, use: TokenUse): TokenUse {
  return {
    ...use,
    requests: (known?.requests ?? 0) + use.requests,
    costMicroUsd: (known?.costMicroUsd ?? 0) + use.costMicroUsd,
  }
}

function sum(uses: readonly TokenUse[], field: 'requests' | 'costMicroUsd'): number {
  return uses.reduce((total, use) => total + use[field], 0)
}
