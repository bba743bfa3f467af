import { CcloadError, type Store } from '@ccload/core'
import type { ChannelSchemas } from '../admin/channel-schema.js'
import { type ImportPlan, planImport } from './plan-import.js'
import { readChannelFile } from './read-channel-file.js'
import { whileCounting } from './while-counting.js'

/** What an import did, or would do. */
export type ImportReport = Omit<ImportPlan, 'writes'> & {
  /** Columns that mean nothing here. */
  readonly ignored: readonly string[]
}

/** How far an import is, and what came of it in the end: then it is over. */
export type ImportStep =
  | { readonly kind: 'progress'; readonly doing: Doing; readonly done: number; readonly of: number }
  | { readonly kind: 'result'; readonly report: ImportReport }
  /** Nothing was written: lines are wrong. */
  | { readonly kind: 'invalid'; readonly report: ImportReport }
  /** Nothing was written: somebody else wrote in the same moment. */
  | { readonly kind: 'changed-meanwhile' }

/** `checking` counts lines, `writing` channels within a transaction that can still be undone. */
export type Doing = 'checking' | 'writing'

/** What an import needs to know. */
export interface ImportOptions {
  readonly text: string
  readonly store: Store
  readonly schemas: ChannelSchemas
  /** Writes nothing; lines that are wrong are in the report then. */
  readonly isDryRun: boolean
}

/** As many as a bar has room for. */
const MOST_STEPS = 100

/**
 * Takes the channels of a file, all of them or none. An abort stops it, and undoes what was written
 * until then; once all is written it is too late.
 */
export async function* runImport(
  { text, store, schemas, isDryRun }: ImportOptions,
  signal?: AbortSignal,
): AsyncGenerator<ImportStep> {
  const file = readChannelFile(text)
  const existing = await store.channels.list()
  const plan = yield* counted('checking', file.rows.length, signal, (tell) =>
    planImport(file.rows, existing, schemas, tell),
  )
  const { writes, ...found } = plan
  const errors = [...file.errors, ...found.errors].sort((a, b) => a.line - b.line)
  const report = { ...found, errors, ignored: file.ignored }
  if (errors.length > 0 && !isDryRun) return yield { kind: 'invalid', report }
  if (!isDryRun && writes.length > 0) {
    try {
      yield* counted('writing', writes.length, signal, (tell) =>
        store.channels.applyAll(writes, tell),
      )
    } catch (error) {
      if (!isMadeMeanwhile(error)) throw error
      return yield { kind: 'changed-meanwhile' }
    }
  }
  yield { kind: 'result', report }
}

/** Some work, with the steps in which it went on. Rejects when the signal aborts meanwhile. */
async function* counted<T>(
  doing: Doing,
  of: number,
  signal: AbortSignal | undefined,
  work: (tell: (done: number) => void) => Promise<T>,
): AsyncGenerator<ImportStep, T> {
  const every = Math.ceil(of / MOST_STEPS)
  return yield* whileCounting((tell) =>
    work((done) => {
      signal?.throwIfAborted()
      if (done % every === 0 || done === of) tell({ kind: 'progress', doing, done, of })
    }),
  )
}

function isMadeMeanwhile(error: unknown): boolean {
  return (
    error instanceof CcloadError &&
    (error.code === 'channel_changed' || error.code === 'channel_name_taken')
  )
}
