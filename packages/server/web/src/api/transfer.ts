import { ApiError } from './api-error.js'
import { callEvents, toUrl, unreachable } from './client.js'

/** A channel as the file has it. */
export interface ImportedChannel {
  readonly line: number
  readonly name: string
}

/** What an import does, or would do. */
export interface ImportReport {
  readonly created: readonly ImportedChannel[]
  readonly updated: readonly (ImportedChannel & { readonly fields: readonly string[] })[]
  readonly unchanged: readonly ImportedChannel[]
  readonly errors: readonly { readonly line: number; readonly message: string }[]
  readonly ignored_columns: readonly string[]
}

/** How far an import is: `checking` counts lines, `writing` channels that can still be undone. */
export interface ImportProgress {
  readonly doing: 'checking' | 'writing'
  readonly done: number
  readonly of: number
}

type ImportEvent =
  | { readonly type: 'progress'; readonly data: ImportProgress }
  | { readonly type: 'result'; readonly data: ImportReport }
  | { readonly type: 'failure'; readonly data: { readonly code: string; readonly error: string } }

/**
 * Sends the text of a CSV or JSON file. With `isDryRun` nothing is written. An abort stops it, and
 * undoes what was written until then.
 */
export async function importChannels(
  text: string,
  options: {
    readonly isDryRun: boolean
    readonly signal: AbortSignal
    readonly onProgress: (progress: ImportProgress) => void
  },
): Promise<ImportReport> {
  const { isDryRun, signal, onProgress } = options
  const query = { dry_run: isDryRun ? 1 : undefined }
  let end: Exclude<ImportEvent, { type: 'progress' }> | undefined
  await callEvents<ImportEvent>('/admin/import/channels', { text, query, signal }, (event) => {
    if (event.type === 'progress') onProgress(event.data)
    else end = event
  })
  if (end === undefined) throw unreachable()
  if (end.type === 'result') return end.data
  // The answer had begun well, before the lines were looked at.
  throw new ApiError({ status: 200, code: end.data.code, message: end.data.error })
}

export type ExportFormat = 'csv' | 'json'

/** All channels as a file. Keys are in it in plain when the password is given again. */
export async function exportChannels(format: ExportFormat, password?: string): Promise<Blob> {
  const url = toUrl('/admin/export/channels', { format, keys: password ? 1 : undefined })
  const headers = password ? { 'x-admin-password': toHeader(password) } : undefined
  const response = await fetch(url, headers ? { headers } : {})
  if (response.ok) return response.blob()
  const { code = 'unknown', error = '' } = await response.json().catch(() => ({}))
  throw new ApiError({ status: response.status, code, message: error })
}

/** Header values are bytes: a password of other letters goes as UTF-8. */
function toHeader(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text))
}
