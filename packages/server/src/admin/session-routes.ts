import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { success } from '../http/reply.js'

/** Whether the caller is the admin: who is not never gets as far as a route. */
export function sessionRoutes(): AdminRoute[] {
  return [
    adminRoute({
      method: 'get',
      path: '/admin/session',
      summary: 'Tell whether the session or password is good: 401 where it is not',
      handle: async () => success(),
    }),
  ]
}
