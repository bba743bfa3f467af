import type { Exchange } from '../domain/message.js'
import { CcloadError } from '../errors.js'
import { answerJson } from './own-answer.js'

interface ModelInfo {
  readonly type: 'model'
  readonly id: string
  readonly display_name: string
  readonly created_at: string
}

/** Models have no date of their own here; the field is required by the shape. */
const CREATED_AT = new Date(0).toISOString()

/**
 * Answers from the enabled channels' models, without asking an upstream, in the shape of
 * Anthropic's `GET /v1/models`.
 *
 * @throws {CcloadError} `unknown_model` when one model is asked for and none serves it.
 */
export function answerModels(
  exchange: Exchange,
  models: readonly string[],
  id: string | null,
  serves: (model: string) => boolean,
): void {
  if (id !== null) {
    if (!serves(id)) throw new CcloadError('unknown_model', `model: ${id}`)
  }
  answerJson(exchange, 200, id !== null ? toModelInfo(id) : toModelPage(models))
}

function toModelPage(models: readonly string[]): object {
  return {
    data: models.map(toModelInfo),
    first_id: models[0] ?? null,
    last_id: models.at(-1) ?? null,
    has_more: false,
  }
}

function toModelInfo(id: string): ModelInfo {
  return { type: 'model', id, display_name: id, created_at: CREATED_AT }
}
