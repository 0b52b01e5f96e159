import { createMiddleware } from 'hono/factory'
import { actingAs, type Ctx } from '../../context.ts'
import { bearerOfKey } from '../bearer-of-key.ts'
import type { ApiScope } from '../scopes.ts'
import { problem } from './problem.ts'

export type ApiDeps = {
  /** Its actor is replaced for every request. */
  ctx: Ctx
  /** `PLATFORM_API_KEY`; null: only keys of the panel. */
  environmentKey: string | null
}

export type ApiEnv = { Variables: { ctx: Ctx; keyId: string } }

/** Lets only keys with that scope through. */
export function needs(deps: ApiDeps, scope: ApiScope) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const [, secret] = /^Bearer ([!-~]{20,200})$/.exec(c.req.header('authorization') ?? '') ?? []
    const bearer = secret ? await bearerOfKey(deps.ctx, secret, deps.environmentKey) : null
    if (bearer === null) {
      c.header('WWW-Authenticate', 'Bearer')
      return problem(c, 401, 'keyUnknown')
    }
    if (!bearer.scopes.includes(scope)) return problem(c, 403, 'scopeMissing')
    c.set('ctx', actingAs(deps.ctx, { kind: 'platform', keyId: bearer.keyId }))
    c.set('keyId', bearer.keyId)
    await next()
    return
  })
}

/** Every route can be answered so. */
export const problems = {
  401: { description: 'No valid key' },
  403: { description: 'The key has no such scope' },
  422: { description: 'The request has faults (RFC 9457)' },
} as const
