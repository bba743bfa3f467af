import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { plain } from '../http/reply.js'
import { toOpenApi } from '../http/to-openapi.js'
import { version } from '../version.js'

/** The description of the given routes, for people's tools: the document itself, no envelope. */
export function openApiRoutes(routes: readonly AdminRoute[]): AdminRoute[] {
  const document = toOpenApi(routes, version)
  return [
    adminRoute({
      method: 'get',
      path: '/admin/openapi.json',
      summary: 'Describe this API in OpenAPI 3.1',
      produces: ['application/json'],
      handle: async () => plain('application/json', JSON.stringify(document)),
    }),
  ]
}
