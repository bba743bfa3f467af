import type { Transport } from '../ports/transport.js'

/** A transport that can be replaced by a new one while requests are under way. */
export interface RenewableTransport extends Transport {
  /** What is sent from now on goes by a new transport; what is under way ends on the old one. */
  renew(): void
}

/** Sends by what `create` makes: at once, and anew after each `renew`. */
export function createRenewableTransport(create: () => Transport): RenewableTransport {
  let current = create()
  const ending = new Set<Promise<void>>()

  return {
    send: (request, handler) => current.send(request, handler),
    renew() {
      const old = current
      current = create()
      const ended: Promise<void> = old
        .close()
        .catch(() => {})
        .finally(() => ending.delete(ended))
      ending.add(ended)
    },
    async close() {
      await Promise.all([current.close(), ...ending])
    },
  }
}
