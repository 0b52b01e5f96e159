import type { Context, ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { ZodError, z } from 'zod'
import { DomainError, type DomainErrorCode } from '../../errors.ts'
import type { Log } from '../../log.ts'

/** RFC 9457. `code` and `fields` are for programs, `title` is for people. */
export const Problem = z.object({
  type: z.literal('about:blank'),
  status: z.int(),
  title: z.string(),
  /** Key of what is wrong, such as `number_checksum`. */
  code: z.string(),
  /** What is wrong with which field of the request. */
  fields: z.record(z.string(), z.string()).optional(),
  /** Names a fault of ours in our log. */
  reference: z.string().optional(),
})
export type Problem = z.infer<typeof Problem>

const statusOf: Record<DomainErrorCode, number> = {
  not_found: 404,
  forbidden: 403,
  invalid: 422,
  conflict: 409,
  precondition: 409,
  limit: 429,
}

const titles: Record<number, string> = {
  400: 'The request is malformed',
  401: 'A valid API key is needed',
  403: 'This key may not do that',
  404: 'There is no such thing',
  409: 'The present state forbids it',
  413: 'The request is too large',
  422: 'The request has faults',
  429: 'Too many requests',
  500: 'A fault of the desk; try again later',
}

export function problem(
  c: Context,
  status: number,
  code: string,
  more: Pick<Problem, 'fields' | 'reference'> = {},
): Response {
  const body: Problem = {
    type: 'about:blank',
    status,
    title: titles[status] ?? 'The request failed',
    code,
    ...more,
  }
  return c.body(JSON.stringify(body), status as 400, {
    'Content-Type': 'application/problem+json',
  })
}

/** Faults of a request by field. */
export function fieldFaults(error: Pick<ZodError, 'issues'>): Record<string, string> {
  return Object.fromEntries(
    error.issues.map((issue) => [issue.path.map(String).join('.') || 'request', issue.message]),
  )
}

/** Everything that a route throws. */
export function problemHandler(log: Log, newId: () => string): ErrorHandler {
  return (error, c) => {
    if (error instanceof DomainError) return problem(c, statusOf[error.code], error.key)
    if (error instanceof ZodError) {
      return problem(c, 422, 'invalid', { fields: fieldFaults(error) })
    }
    if (error instanceof HTTPException && error.status < 500) {
      return problem(c, error.status, error.status === 413 ? 'tooLarge' : 'malformed')
    }
    const reference = newId().slice(-12)
    log.error({ reference, err: error, path: c.req.routePath }, 'API request failed')
    return problem(c, 500, 'unexpected', { reference })
  }
}
