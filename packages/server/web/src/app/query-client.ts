import { QueryClient } from '@tanstack/react-query'
import { ApiError } from '../api/api-error.js'

/** Holds what the server said. A refusal is final; an answer that did not come is asked for again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) =>
        count < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      refetchOnWindowFocus: true,
    },
  },
})
