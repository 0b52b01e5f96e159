import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { askResumption } from '../../access/ask-resumption.ts'
import { createLink } from '../../clients/create-link.ts'
import { ReportByPlatformInput, reportByPlatform } from '../../compromise/report-by-platform.ts'
import type { Ctx } from '../../context.ts'
import { UpsertSubscriptionInput, upsertSubscription } from '../../tariffs/upsert-subscription.ts'
import { formatTicketNumber } from '../../tickets/ticket-number.ts'
import { type Answer, answerOnce } from '../answer-once.ts'
import { clientOfPlatform, personOfClient } from '../person-of-client.ts'
import { UpsertClientInput, upsertClient } from '../upsert-client.ts'
import { type ApiDeps, type ApiEnv, needs, problems } from './env.ts'

const headers = z.object({
  'idempotency-key': z
    .string()
    .min(8)
    .max(200)
    .describe('Chosen by the caller; the same key again gets the same answer and does nothing'),
})
const byPlatformId = z.object({
  platformId: z.string().min(1).max(100).describe('What the platform calls the client'),
})
const json = <S extends z.ZodType>(schema: S) => ({ content: { 'application/json': { schema } } })
const body = <S extends z.ZodType>(schema: S) => ({ body: { ...json(schema), required: true } })
const writeProblems = {
  ...problems,
  404: { description: 'No such client or person' },
  409: { description: 'The present state forbids it, or the key came with another request' },
} as const
const keyed = { security: [{ key: [] }] }

/** A moment arrives as text, or null for none. */
const when = z.iso
  .datetime({ offset: true })
  .nullable()
  .default(null)
  .transform((text) => (text === null ? null : new Date(text)))

const ClientBody = UpsertClientInput.omit({ platformId: true })
  .extend({
    acceptedAt: when,
    people: z
      .array(UpsertClientInput.shape.people.unwrap().element.extend({ validUntil: when }))
      .max(100)
      .default([]),
  })
  .openapi('Client')

const clientRoute = createRoute({
  ...keyed,
  method: 'put',
  path: '/clients/{platformId}',
  summary: 'Tell the desk about a client',
  description:
    'Found by its id on the platform, else by IIN or BIN, else registered. People are added or changed, none is removed. A trusted contact changes only through the desk. Scope: clients.write.',
  request: { params: byPlatformId, headers, ...body(ClientBody) },
  responses: {
    200: {
      description: 'Known, and now as told',
      ...json(z.object({ id: z.uuid(), platformId: z.string(), created: z.boolean() })),
    },
    201: { description: 'Registered; the body is the same' },
    ...writeProblems,
  },
})

const subscriptionRoute = createRoute({
  ...keyed,
  method: 'put',
  path: '/clients/{platformId}/subscription',
  summary: 'Tell the desk which tariff a client is on, and what was paid',
  description:
    'Puts the client on the tariff if it is on another, records the payment if its invoice is new. Days are those of Astana. Scope: subscriptions.write.',
  request: {
    params: byPlatformId,
    headers,
    ...body(UpsertSubscriptionInput.omit({ clientId: true }).openapi('Subscription')),
  },
  responses: {
    200: {
      description: 'As told; `changed` is false when it was so already',
      ...json(
        z.object({
          tariffCode: z.string(),
          paidUntil: z.iso.date().nullable().describe('The last paid day'),
          changed: z.boolean(),
        }),
      ),
    },
    ...writeProblems,
  },
})

const linkRoute = createRoute({
  ...keyed,
  method: 'post',
  path: '/clients/{platformId}/telegram-links',
  summary: 'A one-time token that ties a Telegram account to a person',
  description:
    'For somebody signed in on the platform: https://t.me/BOT?start=link_TOKEN. Scope: links.create.',
  request: { params: byPlatformId, headers, ...body(z.object({ iin: z.string().max(40) })) },
  responses: {
    201: {
      description: 'Good once, for 24 hours',
      ...json(z.object({ token: z.string(), expiresAt: z.iso.datetime() })),
    },
    ...writeProblems,
  },
})

const ReportBody = ReportByPlatformInput.extend({ receivedAt: when, learnedAt: when }).openapi(
  'CompromiseReport',
)

const reportRoute = createRoute({
  ...keyed,
  method: 'post',
  path: '/compromise-reports',
  summary: 'Pass on a notice of compromise',
  description:
    'Needs no registration and refuses nobody. For a reporter who is signed in access closes at once. Never send a key or a password. Scope: compromise.report.',
  request: { headers, ...body(ReportBody) },
  responses: {
    201: {
      description: 'Taken; one case for each client concerned',
      ...json(
        z.object({
          cases: z.array(
            z.object({
              caseId: z.uuid(),
              number: z.string(),
              closed: z.boolean(),
              repeated: z.boolean(),
              receivedAt: z.iso.datetime(),
              dueAt: z.iso.datetime(),
            }),
          ),
        }),
      ),
    },
    ...writeProblems,
  },
})

const resumptionRoute = createRoute({
  ...keyed,
  method: 'post',
  path: '/clients/{platformId}/resumption-requests',
  summary: 'Ask to open access again',
  description:
    'Opens nothing: the desk verifies the request with the client, and a second person decides. Scope: access.ask_resumption.',
  request: {
    params: byPlatformId,
    headers,
    ...body(
      z.object({
        iin: z.string().max(40).default('').describe('Who asks, if he acts for the client'),
        name: z.string().max(200).default(''),
        note: z.string().max(2000).default(''),
        newSerial: z.string().max(100).default(''),
        receivedAt: when,
      }),
    ),
  },
  responses: {
    201: {
      description: 'Recorded, or joined to the request that is open',
      ...json(z.object({ id: z.uuid(), state: z.string() })),
    },
    ...writeProblems,
  },
})

/** What kense.app tells and asks for. */
export function writeRoutes(app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  app.openapi({ ...clientRoute, middleware: [needs(deps, 'clients.write')] as const }, (c) => {
    const { platformId } = c.req.valid('param')
    return once(c, c.req.valid('header')['idempotency-key'], c.req.valid('json'), async (ctx) => {
      const { client, created } = await upsertClient(ctx, { ...c.req.valid('json'), platformId })
      return { status: created ? 201 : 200, body: { id: client.id, platformId, created } }
    })
  })

  app.openapi(
    { ...subscriptionRoute, middleware: [needs(deps, 'subscriptions.write')] as const },
    (c) => {
      const { platformId } = c.req.valid('param')
      return once(c, c.req.valid('header')['idempotency-key'], c.req.valid('json'), async (ctx) => {
        const clientId = await clientOfPlatform(ctx, platformId)
        // Parsed once more within: what the route has made of it is no input any longer.
        const given = { ...(await c.req.json<object>()), clientId } as UpsertSubscriptionInput
        const { subscription, changed } = await upsertSubscription(ctx, given)
        const { tariffCode, paidUntil } = subscription
        return { status: 200, body: { tariffCode, paidUntil, changed } }
      })
    },
  )

  app.openapi({ ...linkRoute, middleware: [needs(deps, 'links.create')] as const }, (c) => {
    const { platformId } = c.req.valid('param')
    return once(c, c.req.valid('header')['idempotency-key'], c.req.valid('json'), async (ctx) => {
      const { contactId } = await personOfClient(ctx, platformId, c.req.valid('json').iin)
      return { status: 201, body: await createLink(ctx, { contactId }) }
    })
  })

  app.openapi({ ...reportRoute, middleware: [needs(deps, 'compromise.report')] as const }, (c) =>
    once(c, c.req.valid('header')['idempotency-key'], c.req.valid('json'), async (ctx) => {
      const reported = await reportByPlatform(ctx, c.req.valid('json'))
      const cases = reported.map(({ ticketId: _, number, ...one }) => ({
        ...one,
        number: formatTicketNumber(number),
      }))
      return { status: 201, body: { cases } }
    }),
  )

  app.openapi(
    { ...resumptionRoute, middleware: [needs(deps, 'access.ask_resumption')] as const },
    (c) => {
      const { platformId } = c.req.valid('param')
      const { iin, name, receivedAt, ...rest } = c.req.valid('json')
      return once(c, c.req.valid('header')['idempotency-key'], c.req.valid('json'), async (ctx) => {
        const clientId = await clientOfPlatform(ctx, platformId)
        const person = iin === '' ? null : await personOfClient(ctx, platformId, iin)
        const { id, state } = await askResumption(ctx, {
          ...rest,
          clientId,
          contactId: person?.contactId ?? null,
          requesterName: name,
          channel: 'platform',
          receivedAt: receivedAt ?? ctx.now(),
        })
        return { status: 201, body: { id, state } }
      })
    },
  )
}

/** The path belongs to the request: one key for two clients is a mistake of the caller. */
async function once(
  c: Context<ApiEnv>,
  idempotencyKey: string,
  given: unknown,
  work: (ctx: Ctx) => Promise<Answer>,
): Promise<Response> {
  const request = { method: c.req.method, path: c.req.path, given }
  const { ctx, keyId } = c.var
  const answer = await answerOnce(ctx, { keyId, idempotencyKey, request }, work)
  return c.json(answer.body, answer.status as 200)
}
