/** The right to do what one process at a time should do, for as long as it is renewed. */
export interface Lease {
  /** What is to be done, a word of at most 16 characters. */
  readonly name: string
  /** Who has it: unique among processes. */
  readonly owner: string
  /** Greater by one each time that the lease changes hands: tells its holder from all before. */
  readonly fence: number
}

/**
 * Leases among the processes that use one store. They go by each process's own clock, so clocks
 * have to agree to a fraction of a lease's length. What a holder does has to be harmless where it
 * is late: between a renewal and the work that follows, a process may be suspended.
 */
export interface LeaseStore {
  /** Takes a lease for `ttlMs` milliseconds. Undefined: somebody holds it, whoever that is. */
  take(name: string, owner: string, ttlMs: number): Promise<Lease | undefined>
  /** Keeps a lease for `ttlMs` from now on. False: it has run out, and another process has it. */
  renew(lease: Lease, ttlMs: number): Promise<boolean>
  /** Gives a lease back. Does nothing where another process has it. */
  release(lease: Lease): Promise<void>
}
