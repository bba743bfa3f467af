import { channelsQuery, healthQuery } from '../../api/channels.js'
import { queryClient } from '../../app/query-client.js'

/** Asks for all that the table of channels shows, so that it can be on its way before the page is. */
export function prefetchChannels(): void {
  void queryClient.prefetchQuery(channelsQuery)
  void queryClient.prefetchQuery(healthQuery)
}
