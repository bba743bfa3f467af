import { expect, it } from 'vitest'
import { createApp } from '../src/create-app.js'
import { createClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'
import { createTestContext } from './support/test-context.js'

/** Open to everybody, on purpose. Whoever adds a line here has to be sure. */
const PUBLIC = [
  'GET /',
  'GET /healthz',
  'GET /public/summary',
  'GET /readyz',
  'GET /web',
  'POST /login',
  'POST /logout',
]

/** Not there unless it is switched on: guarded by tests of its own. */
const METRICS = 'GET /metrics'

/** The pages: documents that hold no data. */
const PAGE = /^GET \/web\/([a-z]+\.html)?$/

interface Layer {
  readonly route?: {
    readonly path: string | readonly string[]
    readonly methods: Record<string, boolean>
  }
  readonly handle?: { readonly stack?: readonly Layer[] }
}

/** Every route that Express has mounted, also in routers within routers: `GET /admin/channels`. */
function mountedRoutes(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ route, handle }) => {
    if (route === undefined) return mountedRoutes(handle?.stack ?? [])
    return Object.keys(route.methods)
      .filter((method) => method !== '_all')
      .flatMap((method) => [route.path].flat().map((path) => `${method.toUpperCase()} ${path}`))
  })
}

const routes = mountedRoutes(createApp(createTestContext()).router.stack as unknown as Layer[])
const adminRoutes = routes.filter(
  (route) => ![...PUBLIC, METRICS].includes(route) && !PAGE.test(route),
)

it('finds the routes', () => {
  expect(routes).toEqual(expect.arrayContaining(PUBLIC))
  expect(routes).toContain('PATCH /admin/channels/:id')
})

it('has nothing outside of /admin that is not listed as public', () => {
  expect(adminRoutes.filter((route) => !/^[A-Z]+ \/admin\//.test(route))).toEqual([])
})

it.each(adminRoutes)('refuses %s without a session', async (route) => {
  const { url } = await startServer()
  const [method = '', path = ''] = route.split(' ')
  for (const headers of [
    {},
    { cookie: 'ccload_session=' },
    { cookie: 'ccload_session=__proto__' },
  ]) {
    const body = ['POST', 'PUT', 'PATCH'].includes(method) ? {} : undefined
    const target = path.replace(/:\w+/g, '1')
    const answer = await createClient(url)(method, target, body, headers)
    expect(answer.status).toBe(401)
    expect(answer.json).toMatchObject({ success: false, code: 'unauthorized' })
  }
})
