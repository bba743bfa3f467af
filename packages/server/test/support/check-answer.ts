import { expect } from 'vitest'
import { createTestRoutes } from './test-context.js'

const routes = createTestRoutes().map((route) => ({
  ...route,
  pattern: new RegExp(`^${route.path.replace(/\./g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
}))

/** Holds every answer that a test gets to what the API's own description says about it. */
export function checkAnswer(method: string, path: string, status: number, json: unknown): void {
  const pathname = path.split('?')[0] ?? ''
  const route = routes.find(
    ({ pattern, ...known }) => known.method === method.toLowerCase() && pattern.test(pathname),
  )
  if (route === undefined || typeof json !== 'object' || json === null) return
  if (!('success' in json) || json.success !== true) return
  expect(status).toBe(route.status)
  if (route.data === undefined) expect(json).toEqual({ success: true })
  else route.data.parse((json as { data?: unknown }).data)
}
