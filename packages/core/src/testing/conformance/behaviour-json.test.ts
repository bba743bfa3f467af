import { expect, it } from 'vitest'
import type { Behaviour } from '../behaviour.js'
import { answer, fixed, rawBytes } from '../behaviours.js'
import { createGate } from '../gate.js'
import { fromBehaviourJson, toBehaviourJson } from './behaviour-json.js'

it('carries bytes and gates', () => {
  const gate = createGate('the gate')
  const bytes = Buffer.from([0, 255, 10])
  const behaviours: Behaviour[] = [
    answer({
      beforeEach: gate,
      beforeEnd: gate,
      errorEvent: { after: 1, type: 't', message: 'm' },
    }),
    fixed(200, bytes, ['X-A', 'é']),
    fixed(200, { pieces: ['text', new Uint8Array([1, 2])] }),
    rawBytes([bytes, 'é'], 'reset'),
  ]
  const names: string[] = []
  const back = fromBehaviourJson(toBehaviourJson(behaviours), (name) => {
    names.push(name)
    return gate
  })
  expect(new Set(names)).toEqual(new Set(['the gate']))
  expect(back[0]).toEqual(behaviours[0])
  expect(back[1]).toEqual({ ...behaviours[1], body: bytes })
  expect(back[2]).toMatchObject({ body: { pieces: ['text', Buffer.from([1, 2])] } })
  expect(back[3]).toEqual(behaviours[3])
})
