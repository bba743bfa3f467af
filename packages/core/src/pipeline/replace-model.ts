import type { Span } from './peek-body.js'

/**
 * The body with another model name in the place of its own; every other byte is kept, because
 * the provider's prompt cache depends on them. The given body is not changed.
 */
export function replaceModel(body: Buffer, modelSpan: Span, model: string): Buffer {
  const name = Buffer.from(JSON.stringify(model))
  const result = Buffer.allocUnsafe(body.length - (modelSpan.end - modelSpan.start) + name.length)
  body.copy(result, 0, 0, modelSpan.start)
  name.copy(result, modelSpan.start)
  body.copy(result, modelSpan.start + name.length, modelSpan.end)
  return result
}
