import type { Store } from '@ccload/core'

/** Stands for all models that no channel names. */
const OTHER_MODELS = 'other'

/** Under which name a model is counted. */
export interface ModelLabels {
  of(model: string): string
  close(): void
}

/**
 * Clients may ask for any model where a channel serves `*`, and each name would be kept for ever:
 * only those that channels name are told apart. Follows the channels as they are changed.
 */
export async function createModelLabels(
  channels: Pick<Store['channels'], 'list' | 'subscribe'>,
): Promise<ModelLabels> {
  let known: ReadonlySet<string> = new Set()

  async function read(): Promise<void> {
    const named = (await channels.list()).flatMap(({ models, aliases }) => [
      ...models.filter((model) => !model.includes('*')),
      ...Object.keys(aliases),
    ])
    known = new Set(named)
  }

  await read()
  // Where it cannot be read, the names known so far go on.
  const close = channels.subscribe(() => void read().catch(() => {}))
  return { of: (model) => (known.has(model) ? model : OTHER_MODELS), close }
}
