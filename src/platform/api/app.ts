import { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import type { ApiDeps, ApiEnv } from './env.ts'
import { fieldFaults, problem, problemHandler } from './problem.ts'
import { readRoutes } from './reads.ts'
import { writeRoutes } from './writes.ts'

const bodyBytes = 128 * 1024

/** The HTTP interface for kense.app, version 1, to be mounted at `/api/v1`; described by its `/openapi.json`. */
export function createPlatformApi(deps: ApiDeps): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>({
    defaultHook: (result, c) =>
      result.success
        ? undefined
        : problem(c, 422, 'invalid', { fields: fieldFaults(result.error) }),
  })
  app.onError(problemHandler(deps.ctx.log, deps.ctx.newId))
  app.notFound((c) => problem(c, 404, 'pageNotFound'))
  app.use(async (c, next) => {
    await next()
    c.header('X-Content-Type-Options', 'nosniff')
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store')
  })
  app.use(bodyLimit({ maxSize: bodyBytes, onError: (c) => problem(c, 413, 'tooLarge') }))
  readRoutes(app, deps)
  writeRoutes(app, deps)
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'A key made in the panel: Authorization: Bearer kns_…',
  })
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'kense-support for the platform',
      version: '1.0.0',
      description:
        'Decisions on access, changes, clients and compromise. Within a version fields are only added. Errors are RFC 9457.',
    },
    servers: [{ url: '/api/v1' }],
  })
  return app
}
