import type { Clock } from '../ports/clock.js'
import type { Lease, LeaseStore } from '../ports/lease-store.js'

/** Leases among the parts of one process. */
export function createMemoryLeases(clock: Clock): LeaseStore {
  const leases = new Map<string, { readonly lease: Lease; readonly expiresAt: number }>()
  const isHeldBy = ({ name, owner, fence }: Lease) => {
    const held = leases.get(name)?.lease
    return held?.owner === owner && held.fence === fence
  }
  return {
    async take(name, owner, ttlMs) {
      const held = leases.get(name)
      if (held !== undefined && held.expiresAt > clock.now()) return undefined
      const lease = { name, owner, fence: (held?.lease.fence ?? 0) + 1 }
      leases.set(name, { lease, expiresAt: clock.now() + ttlMs })
      return lease
    },
    async renew(lease, ttlMs) {
      if (!isHeldBy(lease)) return false
      leases.set(lease.name, { lease, expiresAt: clock.now() + ttlMs })
      return true
    },
    async release(lease) {
      if (isHeldBy(lease)) leases.set(lease.name, { lease, expiresAt: 0 })
    },
  }
}
