// Routing and cooldowns alone, in a gateway of your own: no HTTP, no database.
import { type Candidate, createRoutingState, createSelector, type Outcome } from '@ccload/core'

const account = (name: string) => ({ name, url: name, keys: [{ secret: name }], models: ['*'] })
const state = createRoutingState({ channels: [account('first'), account('second')] })
const select = createSelector()

export async function ask(model: string, send: (to: Candidate) => Promise<Outcome>) {
  const request = { model, session: null, endpoint: 'messages' } as const
  for (const candidate of select(request, state, Date.now())) {
    const attempt = state.begin(candidate, request)
    const outcome = await send(candidate)
    if (attempt.end(outcome).action === 'relay') return outcome
  }
  return undefined // nothing is left: state.cooldowns() tells why, and until when
}
