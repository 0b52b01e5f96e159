import { createHash } from 'node:crypto'
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { suspensionReasons, suspensionScopes } from '../../../db/schema/access.ts'
import { type AccessAnswer, accessOfNumber } from '../access-of-number.ts'
import { changeFeed } from '../change-feed.ts'
import { type ApiDeps, type ApiEnv, needs, problems } from './env.ts'

/** How long a decision may be believed without asking again: the time in which a webhook tells better. */
const maxAgeSeconds = 5

const AccessView = z
  .object({
    decisions: z
      .array(
        z.object({
          client: z.object({ id: z.uuid(), platformId: z.string().nullable() }),
          access: z.enum(['allowed', 'restricted', 'denied']),
          closedProducts: z.array(z.string()).describe('Closed while others stay open'),
          reasons: z
            .array(
              z.object({
                suspensionId: z.uuid(),
                reason: z.enum(suspensionReasons),
                scope: z.enum(suspensionScopes),
                codes: z.array(z.string()).describe('Clauses 4.3.1 to 4.3.12 of the agreement'),
                since: z.iso.datetime(),
              }),
            )
            .describe('All grounds: access opens when none is left'),
          changesAt: z.iso.datetime().nullable().describe('When it may change by itself'),
        }),
      )
      .describe('One for each client; none when nobody known is meant, and so nothing is closed'),
  })
  .openapi('Access')

const accessRoute = createRoute({
  method: 'get',
  path: '/access',
  summary: 'The decision on access',
  description:
    'By IIN, by BIN, by both (a person in an organisation), with the serial number of the certificate or by it alone. Scope: access.read.',
  security: [{ key: [] }],
  request: {
    query: z.object({
      iin: z.string().max(40).optional(),
      bin: z.string().max(40).optional(),
      serial: z.string().max(100).optional(),
    }),
    headers: z.object({ 'if-none-match': z.string().optional() }),
  },
  responses: {
    200: {
      description: 'The decision in force. ETag and max-age are set.',
      content: { 'application/json': { schema: AccessView } },
    },
    304: { description: 'As it was under this ETag' },
    ...problems,
  },
})

const FeedView = z
  .object({
    events: z.array(
      z.object({
        id: z.uuid(),
        type: z.string(),
        timestamp: z.iso.datetime(),
        sequence: z.string().describe('Grows within a client: what comes late undoes nothing'),
        data: z.looseObject({
          client: z.object({
            id: z.uuid(),
            platformId: z.string().nullable(),
            number: z.string().nullable(),
            drill: z.boolean(),
          }),
          holders: z.record(z.string(), z.object({ iin: z.string().nullable() })),
        }),
      }),
    ),
    next: z.string().describe('The cursor for the next page; keep it'),
    more: z.boolean().describe('There are more events at once'),
  })
  .openapi('Changes')

const feedRoute = createRoute({
  method: 'get',
  path: '/changes',
  summary: 'Everything that changed, oldest first',
  description:
    'The same events as the webhook, however long ago. Start without a cursor. Scope: events.read.',
  security: [{ key: [] }],
  request: {
    query: z.object({
      after: z.string().max(50).default(''),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  },
  responses: {
    200: {
      description: 'A page of the feed',
      content: { 'application/json': { schema: FeedView } },
    },
    ...problems,
  },
})

/** What kense.app asks. */
export function readRoutes(app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  app.openapi({ ...accessRoute, middleware: [needs(deps, 'access.read')] as const }, async (c) => {
    const now = deps.ctx.now()
    const answers = await accessOfNumber(deps.ctx, c.req.valid('query'), now)
    const body = JSON.stringify(view(answers))
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
    c.header('ETag', etag)
    c.header('Cache-Control', `private, max-age=${maxAge(answers, now)}`)
    if (c.req.valid('header')['if-none-match'] === etag) return c.body(null, 304)
    return c.body(body, 200, { 'Content-Type': 'application/json' })
  })

  app.openapi({ ...feedRoute, middleware: [needs(deps, 'events.read')] as const }, async (c) =>
    c.json(await changeFeed(deps.ctx, c.req.valid('query')), 200),
  )
}

function view(answers: AccessAnswer[]): z.infer<typeof AccessView> {
  return {
    decisions: answers.map(({ client, decision }) => ({
      client,
      access: decision.access,
      closedProducts: decision.closedProducts,
      reasons: decision.reasons.map(({ since, codes, ...reason }) => ({
        ...reason,
        codes: [...codes],
        since: since.toISOString(),
      })),
      changesAt: decision.changesAt?.toISOString() ?? null,
    })),
  }
}

/** Never past the moment at which a suspension set for the future begins. */
function maxAge(answers: AccessAnswer[], now: Date): number {
  const changes = answers.flatMap(({ decision }) => decision.changesAt ?? [])
  const left = changes.map((at) => Math.floor((at.getTime() - now.getTime()) / 1000))
  return Math.max(0, Math.min(maxAgeSeconds, ...left))
}
