import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { plain } from '../http/reply.js'
import { toOpenApi } from '../http/to-openapi.js'
import { version } from '../version.js'

/** The description of the given routes, for people's tools: the document itself, no envelope. */
export function openApiRoutes(routes: readonly AdminRoute[]): AdminRoute[] {
  // Made when it is asked for: most servers never are, and each would start later.
  let text: string | undefined
  return [
    adminRoute({
      method: 'get',
      path: '/admin/openapi.json',
      summary: 'Describe this API in OpenAPI 3.1',
      produces: ['application/json'],
      handle: async () => {
        text ??= JSON.stringify(toOpenApi(routes, version))
        return plain('application/json', text)
      },
    }),
  ]
}
