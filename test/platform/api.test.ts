import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { client } from '../../db/schema/clients.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { apiRequest, platformEvent } from '../../db/schema/platform.ts'
import { endResumption } from '../../src/access/end-resumption.ts'
import { suspendClient } from '../../src/access/suspend-client.ts'
import { verifyResumption } from '../../src/access/verify-resumption.ts'
import { linkByToken } from '../../src/clients/link-by-token.ts'
import type { Ctx } from '../../src/context.ts'
import { createPlatformApi } from '../../src/platform/api/app.ts'
import { Problem } from '../../src/platform/api/problem.ts'
import { createApiKey } from '../../src/platform/create-api-key.ts'
import type { PlatformEventView } from '../../src/platform/event-view.ts'
import { revokeApiKey } from '../../src/platform/revoke-api-key.ts'
import { type ApiScope, apiScopes } from '../../src/platform/scopes.ts'
import { createTariff } from '../../src/tariffs/create-tariff.ts'
import { buildClient, buildIdentity, head, staffCtx } from '../clients/build-client.ts'
import { type TestContext, testContext } from '../harness.ts'

const environmentKey = 'e'.repeat(40)
let t: TestContext
let app: ReturnType<typeof createPlatformApi>
let admin: Ctx
let officer: Ctx
let second: Ctx
let all: string
beforeAll(async () => {
  t = await testContext()
  app = createPlatformApi({ ctx: t.ctx, environmentKey })
  admin = await staffCtx(t.ctx, 'admin')
  officer = await staffCtx(t.ctx, 'compromise-officer')
  second = await staffCtx(t.ctx, 'supervisor')
  all = (await createApiKey(admin, { name: 'Все права', scopes: [...apiScopes] })).secret
})
afterAll(() => t.close())

let requests = 0
function ask(
  method: string,
  path: string,
  options: { key?: string; body?: object; idempotency?: string; etag?: string } = {},
) {
  requests += 1
  return app.request(path, {
    method,
    headers: {
      Authorization: `Bearer ${options.key ?? all}`,
      ...(options.body ? { 'Content-Type': 'application/json' } : {}),
      ...(method === 'GET'
        ? {}
        : { 'Idempotency-Key': options.idempotency ?? `request-${requests}` }),
      ...(options.etag ? { 'If-None-Match': options.etag } : {}),
    },
    ...(options.body ? { body: JSON.stringify(options.body) } : {}),
  })
}
const access = async (query: string) =>
  ((await (await ask('GET', `/access?${query}`)).json()) as { decisions: object[] }).decisions
const company = {
  kind: 'legal_entity',
  name: 'ТОО «Ромашка»',
  number: '991240000003',
  people: [head],
}

describe('keys', () => {
  const scoped = (...scopes: ApiScope[]) => createApiKey(admin, { name: 'Часть', scopes })

  test('an unknown, revoked or expired one is refused, the one of the environment works', async () => {
    const { id, secret } = await scoped('access.read')
    const path = '/access?iin=750615100006'
    expect((await ask('GET', path, { key: secret })).status).toBe(200)
    expect((await ask('GET', path, { key: environmentKey })).status).toBe(200)
    await revokeApiKey(admin, { keyId: id })
    for (const key of [secret, `kns_${'x'.repeat(43)}`, '']) {
      const answer = await ask('GET', path, { key })
      expect(answer.status).toBe(401)
      expect(Problem.parse(await answer.json()).code).toBe('keyUnknown')
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
    }
    const expiresAt = new Date(t.clock.now().getTime() + 1000)
    const short = await createApiKey(admin, {
      name: 'На секунду',
      scopes: ['access.read'],
      expiresAt,
    })
    t.clock.advance(1000)
    expect((await ask('GET', path, { key: short.secret })).status).toBe(401)
  })

  test('every route of the document asks for its scope, and for no other', async () => {
    const document = (await (await app.request('/openapi.json')).json()) as {
      openapi: string
      paths: Record<string, Record<string, { description: string; security: unknown }>>
    }
    expect(document.openapi).toBe('3.1.0')
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, route]) => ({ path, method, ...route })),
    )
    const scopes = routes.map((route) => /Scope: ([\w.]+)\./.exec(route.description)?.[1] ?? '')
    expect(new Set(scopes)).toEqual(new Set(apiScopes))
    for (const [at, { path, method, security }] of routes.entries()) {
      expect(security).toEqual([{ key: [] }])
      const scope = scopes[at] as ApiScope
      const url = path.replace('{platformId}', 'p-none')
      const others = await scoped(...apiScopes.filter((one) => one !== scope))
      const refused = await ask(method.toUpperCase(), url, {
        key: others.secret,
        body: undefined as never,
      })
      expect([url, refused.status]).toEqual([url, 403])
      const own = await scoped(scope)
      const answered = await ask(method.toUpperCase(), url, { key: own.secret })
      expect([401, 403]).not.toContain(answered.status)
    }
  })
})

describe('a client that the platform tells of', () => {
  test('is registered once for one idempotency key, and updated by its id afterwards', async () => {
    const path = '/clients/p-1'
    const first = await ask('PUT', path, { body: company, idempotency: 'first-key' })
    expect(first.status).toBe(201)
    const told = await first.json()
    expect(told).toMatchObject({ platformId: 'p-1', created: true })
    const again = await ask('PUT', path, { body: company, idempotency: 'first-key' })
    expect([again.status, await again.json()]).toEqual([201, told])
    const other = await ask('PUT', path, {
      body: { ...company, name: 'Другое' },
      idempotency: 'first-key',
    })
    expect([other.status, Problem.parse(await other.json()).code]).toEqual([
      409,
      'idempotencyReused',
    ])
    const renamed = await ask('PUT', path, { body: { ...company, name: 'ТОО «Роза»' } })
    expect(renamed.status).toBe(200)
    const rows = await t.db.select().from(client)
    expect(rows).toMatchObject([{ name: 'ТОО «Роза»', platformId: 'p-1', source: 'platform' }])
    const kept = await t.db.select().from(apiRequest)
    expect(JSON.stringify(kept)).not.toContain(rows[0]?.id)
  })

  test('a key is forgotten after a week', async () => {
    t.clock.advance(7 * 24 * 3_600_000 + 1)
    await ask('PUT', '/clients/p-1', { body: company })
    expect(await t.db.$count(apiRequest)).toBe(1)
  })

  test('is known by its number where the desk had it, and two requests at once make one', async () => {
    const mine = await buildClient(officer, {
      name: 'ИП',
      kind: 'individual',
      number: '881130200005',
      person: null,
    })
    const body = { kind: 'individual', name: 'ИП', number: '881130200005' }
    const answers = await Promise.all([
      ask('PUT', '/clients/p-2', { body, idempotency: 'same-time' }),
      ask('PUT', '/clients/p-2', { body, idempotency: 'same-time' }),
    ])
    for (const answer of answers) {
      expect(await answer.json()).toEqual({ id: mine.id, platformId: 'p-2', created: false })
    }
  })

  test('with faults is refused by field and changes nothing', async () => {
    const before = await t.db.$count(client)
    const bad = await ask('PUT', '/clients/p-3', { body: { kind: 'planet', number: 5 } })
    expect(bad.status).toBe(422)
    expect(Object.keys(Problem.parse(await bad.json()).fields ?? {})).toEqual(
      expect.arrayContaining(['kind', 'name', 'number']),
    )
    const checksum = await ask('PUT', '/clients/p-3', {
      body: { ...company, number: '991240000004' },
    })
    expect(Problem.parse(await checksum.json()).code).toMatch(/^number_/)
    const keyless = await app.request('/clients/p-3', {
      method: 'PUT',
      headers: { Authorization: `Bearer ${all}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(company),
    })
    expect(keyless.status).toBe(422)
    const garbage = await app.request('/clients/p-3', {
      method: 'PUT',
      headers: {
        Authorization: `Bearer ${all}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': 'garbage-1',
      },
      body: '{',
    })
    expect(garbage.status).toBe(400)
    expect(await t.db.$count(client)).toBe(before)
  })
})

test('the tariff of a client and its payment are told once, and the same again changes nothing', async () => {
  await createTariff(admin, {
    code: 'month',
    nameRu: 'Месячный',
    nameKk: 'Айлық',
    conditionsRu: 'Условия',
    conditionsKk: 'Шарттары',
    priceTenge: '10000',
    periodMonths: 1,
    published: true,
  })
  const payment = { invoiceNumber: 'INV-1', amountTenge: '10000.00', paidOn: '2026-11-23' }
  const body = { tariffCode: 'month', payment }
  const path = '/clients/p-2/subscription'
  const first = await ask('PUT', path, { body })
  expect(first.status).toBe(200)
  const told = await first.json()
  expect(told).toMatchObject({ tariffCode: 'month', paidUntil: '2026-12-22', changed: true })
  const again = await ask('PUT', path, { body })
  expect(await again.json()).toEqual({ ...(told as object), changed: false })
  expect((await ask('PUT', path, { body: { tariffCode: 'none' } })).status).toBe(422)
  const bad = await ask('PUT', path, {
    body: { ...body, payment: { ...payment, amountTenge: 'much' } },
  })
  expect(Object.keys(Problem.parse(await bad.json()).fields ?? {})).toEqual(['payment.amountTenge'])
})

describe('the decision on access', () => {
  test('is the same by IIN, BIN and certificate, has an ETag, and changes with the facts', async () => {
    expect(await access('iin=750615100006')).toMatchObject([{ access: 'allowed' }])
    const open = await ask('GET', '/access?bin=991240000003')
    const etag = open.headers.get('etag') ?? ''
    expect(open.headers.get('cache-control')).toBe('private, max-age=5')
    const same = await ask('GET', '/access?bin=991240000003', { etag })
    expect([same.status, await same.text()]).toEqual([304, ''])

    const report = await ask('POST', '/compromise-reports', {
      body: {
        platformId: 'p-1',
        reporter: { name: head.name, iin: head.iin, email: head.email },
        signedIn: true,
        holder: { who: 'self' },
        serials: ['00:1f:0a'],
        happened: 'Украли флешку',
      },
    })
    expect(report.status).toBe(201)
    expect(await report.json()).toMatchObject({
      cases: [{ closed: true, repeated: false, number: expect.stringMatching(/^KNS-/) }],
    })
    const denied = [{ access: 'denied', reasons: [{ reason: 'key_compromise', scope: 'holder' }] }]
    expect(await access('iin=750615100006')).toMatchObject(denied)
    expect(await access('iin=750615100006&bin=991240000003')).toMatchObject(denied)
    expect(await access('bin=991240000003&serial=1F-0A')).toMatchObject(denied)
    expect(await access('serial=1f0a')).toMatchObject(denied)
    expect(await access('bin=991240000003')).toMatchObject([{ access: 'allowed' }])
    expect(await access('iin=600101200008')).toEqual([])
    expect((await ask('GET', '/access?iin=750615100006', { etag })).status).toBe(200)
  })

  test('may be believed no longer than until a suspension begins', async () => {
    const mine = await buildClient(officer, { name: 'Скоро', number: '991150000004', person: null })
    const startsAt = new Date(t.clock.now().getTime() + 3000)
    await suspendClient(officer, {
      clientId: mine.id,
      scope: 'platform',
      codes: ['4.3.1'],
      startsAt,
    })
    const answer = await ask('GET', '/access?bin=991150000004')
    expect(answer.headers.get('cache-control')).toBe('private, max-age=3')
    expect(await answer.json()).toMatchObject({
      decisions: [{ changesAt: startsAt.toISOString() }],
    })
  })

  test.each(['', 'iin=123', 'iin=991240000004'])(
    'without a good number is refused: %s',
    async (query) => {
      expect((await ask('GET', `/access?${query}`)).status).toBe(422)
    },
  )
})

test('a link for Telegram works once, and its secret lies nowhere in clear', async () => {
  const body = { iin: head.iin }
  const path = '/clients/p-1/telegram-links'
  const link = await ask('POST', path, { body, idempotency: 'link-key-1' })
  const { token } = (await link.json()) as { token: string }
  const again = await ask('POST', path, { body, idempotency: 'link-key-1' })
  expect(await again.json()).toMatchObject({ token })
  const account = await buildIdentity(t.ctx, { address: '4242' })
  await linkByToken(t.ctx, { identityId: account.id, token })
  expect(JSON.stringify(await t.db.select().from(apiRequest))).not.toContain(token)
  const stranger = await ask('POST', path, { body: { iin: '600101200008' } })
  expect(stranger.status).toBe(404)
})

test('a request to open access opens nothing until two members of staff have', async () => {
  const asked = await ask('POST', '/clients/p-1/resumption-requests', {
    body: { iin: head.iin, note: 'Ключ отозван, выпущен новый' },
  })
  expect(asked.status).toBe(201)
  const { id } = (await asked.json()) as { id: string }
  expect(await access('iin=750615100006')).toMatchObject([{ access: 'denied' }])
  const [person] = await t.db.select().from(compromiseCase)
  await verifyResumption(officer, {
    resumptionId: id,
    contactId: person?.holderContactId ?? '',
    verification: 'trusted_phone',
  })
  await endResumption(second, { resumptionId: id, verdict: 'approve', reason: 'подтверждено' })
  expect(await access('iin=750615100006')).toMatchObject([{ access: 'allowed' }])
})

test('a platform that was away for hours comes to the right state by the feed and by the decision', async () => {
  const mine = await buildClient(officer, { name: 'Лента', number: '991160000009', person: null })
  const since = t.clock.now().getTime()
  const lifted = await suspendClient(officer, {
    clientId: mine.id,
    scope: 'platform',
    codes: ['4.3.2'],
  })
  t.clock.advance(6 * 3_600_000)
  await suspendClient(officer, {
    clientId: mine.id,
    scope: 'products',
    products: ['signing'],
    codes: ['4.3.3'],
  })
  const state = new Map<string, string[]>()
  const newest = new Map<string, bigint>()
  const events = await t.db.select().from(platformEvent).where(eq(platformEvent.clientId, mine.id))
  // A running transaction of anybody on this server holds the newest events back for a moment.
  await expect
    .poll(
      async () => {
        let cursor = ''
        const seen: string[] = []
        for (;;) {
          const answer = await ask('GET', `/changes?limit=2&after=${cursor}`)
          const page = (await answer.json()) as {
            events: PlatformEventView[]
            next: string
            more: boolean
          }
          for (const event of page.events) {
            seen.push(event.id)
            const id = event.data.client.id
            if (event.type !== 'access.changed' || BigInt(event.sequence) < (newest.get(id) ?? 0n))
              continue
            newest.set(id, BigInt(event.sequence))
            const suspensions = event.data.suspensions as { scope: string }[]
            state.set(id, suspensions.map((one) => one.scope).toSorted())
          }
          cursor = page.next
          if (!page.more)
            return events.every(({ id }) => seen.includes(id)) && new Set(seen).size === seen.length
        }
      },
      { timeout: 25_000 },
    )
    .toBe(true)
  expect(state.get(mine.id)).toEqual(['platform', 'products'])
  expect(lifted.startsAt.getTime()).toBe(since)
  expect(await access('bin=991160000009')).toMatchObject([{ access: 'denied', reasons: [{}, {}] }])
  expect((await ask('GET', '/changes?after=nonsense')).status).toBe(422)
})
