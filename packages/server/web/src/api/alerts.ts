import { call } from './client.js'

/** What came of a test message. */
export interface AlertDelivery {
  readonly delivered: boolean
  readonly status_code: number | null
  readonly reason: string | null
}

/** Sends one to the webhook that is saved. */
export const testAlert = () => call<AlertDelivery>('POST', '/admin/alerts/test')
