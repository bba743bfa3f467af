import type { UpstreamCall } from '../ports/transport.js'
import type { ConnectionPool } from './connection-pool.js'
import { toFault } from './to-fault.js'

type CreateHttp1Pool = typeof import('./http1-pool.js')['createHttp1Pool']

let createHttp1Pool: CreateHttp1Pool | undefined
let importing: Promise<CreateHttp1Pool> | undefined

function importHttp1Pool(): Promise<CreateHttp1Pool> {
  importing ??= import('./http1-pool.js').then((module) => {
    createHttp1Pool = module.createHttp1Pool
    return createHttp1Pool
  })
  return importing
}

/**
 * The pool of `createHttp1Pool`, which is imported when a process needs its first: undici takes
 * longer to import than all the rest of this library, and a program that simulates, selects or
 * sends by a transport of its own never needs it. From then on every request is sent at once.
 */
export function createLazyHttp1Pool(...options: Parameters<CreateHttp1Pool>): ConnectionPool {
  if (createHttp1Pool !== undefined) return createHttp1Pool(...options)
  let pool: ConnectionPool | undefined
  const ready = importHttp1Pool().then((create) => {
    pool = create(...options)
    return pool
  })
  // Each request hears of it; without any, nobody has to.
  ready.catch(() => {})
  return {
    send(request, handler) {
      if (pool !== undefined) return pool.send(request, handler)
      const call = new LateCall()
      ready.then(
        (created) => {
          if (!call.isAborted) call.take(created.send(request, handler))
        },
        (error: Error) => {
          if (!call.isAborted) handler.onFault(toFault(error))
        },
      )
      return call
    },
    async close() {
      // What was asked for before goes out first, and is waited for.
      await (await ready).close()
    },
  }
}

/** A call that goes out a little later, unless it has been aborted by then. */
class LateCall implements UpstreamCall {
  isAborted = false
  #call: UpstreamCall | undefined

  take(call: UpstreamCall): void {
    this.#call = call
    if (this.isAborted) call.abort()
  }

  abort(): void {
    this.isAborted = true
    this.#call?.abort()
  }
}
