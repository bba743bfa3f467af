import { sessionQuery } from '../api/login.js'
import { session } from '../api/session.js'
import type { Page } from './pages.js'
import { queryClient } from './query-client.js'

/**
 * Fetches a page's code and, for who is logged in, what it shows, before there is anything to show
 * it in: language, code and figures come together rather than one after the other.
 */
export async function startEarly(page: Page, parameters: URLSearchParams): Promise<void> {
  void page.preload().catch(() => {})
  if (!(await queryClient.fetchQuery(sessionQuery))) return
  session.enter()
  page.prefetch(parameters)
}
