/**
 * Does some work, and yields the newest that it tells whenever there is somebody to take it: what is
 * told meanwhile and outdated is left out. Returns what came of the work, and rejects as it does.
 * Breaking off does not stop the work.
 */
export async function* whileCounting<Told, Result>(
  work: (tell: (what: Told) => void) => Promise<Result>,
): AsyncGenerator<Told, Result> {
  let newest: { readonly what: Told } | undefined
  let wake = () => {}
  let isOver = false
  const result = work((what) => {
    newest = { what }
    wake()
  }).finally(() => {
    isOver = true
    wake()
  })
  // It is awaited below, but may fail before that.
  result.catch(() => {})
  while (!isOver || newest !== undefined) {
    if (newest === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
      continue
    }
    const { what } = newest
    newest = undefined
    yield what
  }
  return await result
}
