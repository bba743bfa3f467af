import { channel } from 'node:diagnostics_channel'
import type { Logger } from '../ports/logger.js'
import type { ProxyEvents } from './proxy-events.js'

/** One kind of event and those who listen to it. */
export interface EventPort<T> {
  /** Whether anyone listens. To be asked first: no message is made for nobody. */
  readonly isHeard: boolean
  /** Tells all listeners, at once. Never throws. */
  publish(message: T): void
  /** Adds a listener and returns the way to remove it. */
  listen(listener: (message: T) => void): () => void
}

/** A port for each event. */
export type EventPorts = { readonly [Name in keyof ProxyEvents]: EventPort<ProxyEvents[Name]> }

/**
 * Events for those who listen to one proxy and, under `ccload:<name>`, for those who listen to the
 * whole process with `node:diagnostics_channel`, such as monitoring agents. While nobody listens,
 * an event costs two comparisons. A listener that throws is reported and harms no request.
 */
export function createEventPorts(logger: Logger): EventPorts {
  return {
    'request-started': createPort('request-started', logger),
    'attempt-started': createPort('attempt-started', logger),
    'answer-begun': createPort('answer-begun', logger),
    'attempt-ended': createPort('attempt-ended', logger),
    'request-ended': createPort('request-ended', logger),
    'cooldown-set': createPort('cooldown-set', logger),
    'cooldown-cleared': createPort('cooldown-cleared', logger),
  }
}

function createPort<T>(name: keyof ProxyEvents, logger: Logger): EventPort<T> {
  const listeners = new Set<{ call(message: T): void }>()
  const shared = channel(`ccload:${name}`)
  return {
    get isHeard() {
      return listeners.size > 0 || shared.hasSubscribers
    },
    publish(message) {
      for (const listener of listeners) {
        try {
          listener.call(message)
        } catch (error) {
          logger.error({ err: error, event: name }, 'a listener has failed')
        }
      }
      if (shared.hasSubscribers) shared.publish(message)
    },
    listen(listener) {
      const entry = { call: listener }
      listeners.add(entry)
      return () => listeners.delete(entry)
    },
  }
}
