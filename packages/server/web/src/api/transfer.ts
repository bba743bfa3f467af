import { ApiError } from './api-error.js'
import { call, toUrl } from './client.js'

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

/** Sends the text of a CSV or JSON file. With `isDryRun` nothing is written. */
export const importChannels = (text: string, isDryRun: boolean) =>
  call<ImportReport>('POST', '/admin/import/channels', {
    text,
    query: { dry_run: isDryRun ? 1 : undefined },
  })

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
