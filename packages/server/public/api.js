/** What the admin API refused, in its own words. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

/** Calls the admin API and returns the `data` of its envelope. Throws an ApiError otherwise. */
export async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const answer = await response.json().catch(() => ({ error: `Status ${response.status}` }))
  if (!answer.success) throw new ApiError(response.status, answer.error)
  return answer.data
}
