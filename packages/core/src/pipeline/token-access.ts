import type { ClientToken } from '../domain/client-token.js'
import { isPattern, matchesPattern } from '../state/model-pattern.js'

/** Whether a token, where there is one, may ask for a model, by the name that the client uses. */
export function mayUseModel(token: ClientToken | undefined, model: string): boolean {
  const models = token?.models ?? null
  if (models === null) return true
  return models.some((name) => (isPattern(name) ? matchesPattern(name, model) : name === model))
}
