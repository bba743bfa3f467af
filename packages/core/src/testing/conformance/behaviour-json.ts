import type { Behaviour } from '../behaviour.js'
import type { Gate } from '../gate.js'

const GATE_FIELDS = ['beforeHead', 'beforeEach', 'beforeEnd', 'pings']

/** Behaviours as JSON: bytes as `{"base64": ...}`, gates by their names. */
export function toBehaviourJson(behaviours: readonly Behaviour[]): string {
  // The replacer sees bytes only after their own `toJSON`, so it looks at what holds them.
  return JSON.stringify(behaviours, function (this: Record<string, unknown>, key, value) {
    const held = this[key]
    if (held instanceof Uint8Array) return { base64: Buffer.from(held).toString('base64') }
    return GATE_FIELDS.includes(key) ? (held as Gate).name : value
  })
}

/** The way back; `gateOf` finds or makes the gate of a name. */
export function fromBehaviourJson(json: string, gateOf: (name: string) => Gate): Behaviour[] {
  return JSON.parse(json, (key, value) => {
    if (GATE_FIELDS.includes(key)) return gateOf(String(value))
    const isBytes = typeof value === 'object' && typeof value?.base64 === 'string'
    return isBytes ? Buffer.from(value.base64, 'base64') : value
  })
}
