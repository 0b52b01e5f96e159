import { and, eq, inArray, isNull } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { suspension } from '../../db/schema/access.ts'
import { compromiseCase, compromiseReport } from '../../db/schema/compromise.ts'
import { inbound } from '../../db/schema/transport.ts'
import { type Memory, receive } from '../../docs/webhook-receiver.ts'
import { askResumption } from '../../src/access/ask-resumption.ts'
import { endResumption } from '../../src/access/end-resumption.ts'
import { accessOf } from '../../src/access/queries.ts'
import { verifyResumption } from '../../src/access/verify-resumption.ts'
import { verifyAudit } from '../../src/audit-verify.ts'
import { createClient } from '../../src/clients/create-client.ts'
import { decideCase } from '../../src/compromise/decide-case.ts'
import { originalHash } from '../../src/compromise/keep-original.ts'
import { reportByPlatform } from '../../src/compromise/report-by-platform.ts'
import { reportByWeb } from '../../src/compromise/report-by-web.ts'
import { actingAs, type Ctx } from '../../src/context.ts'
import { createPlatformApi } from '../../src/platform/api/app.ts'
import { deliverWebhook } from '../../src/platform/deliver-webhook.ts'
import { signedHeaders, webhookSecret } from '../../src/platform/webhook-signature.ts'
import { staffCtx } from '../clients/build-client.ts'
import { type Death, giveOutAgain, startProcess, work } from '../crash/life.ts'
import { type TestContext, testContext } from '../harness.ts'

const environmentKey = 'e'.repeat(40)
const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`

let t: TestContext
let officer: Ctx
let second: Ctx
let third: Ctx
let clients = 0
beforeAll(async () => {
  t = await testContext()
  officer = await staffCtx(t.ctx, 'compromise-officer')
  second = await staffCtx(t.ctx, 'supervisor')
  third = await staffCtx(t.ctx, 'admin')
})
afterAll(() => t.close())

/** A client of its own, with the head's e-mail that reports of it come from. */
async function aClient() {
  clients += 1
  const platformId = `p-${clients}`
  const email = `head${clients}@firm.example`
  const made = await createClient(officer, {
    kind: 'other',
    name: `ТОО ${clients}`,
    noNumberReason: 'тест',
    person: { name: `Глава ${clients}`, role: 'first_head', email },
  })
  await t.sql`update client set platform_id = ${platformId} where id = ${made.id}`
  return { id: made.id, email, platformId }
}

const inForce = (clientId: string) =>
  t.db
    .select()
    .from(suspension)
    .where(and(eq(suspension.clientId, clientId), isNull(suspension.liftedAt)))

type Client = Awaited<ReturnType<typeof aClient>>

/** The platform passes on a notice, again under the same key until it has its answer. */
async function passOn(ctx: Ctx, { email, platformId }: Client): Promise<number> {
  const app = createPlatformApi({ ctx, environmentKey })
  const response = await app.request('/compromise-reports', {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${environmentKey}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': `report of ${platformId}`,
    },
    body: JSON.stringify({ platformId, reporter: { email }, signedIn: true, happened: 'Украли' }),
  })
  return response.status
}

/** One process: takes the notice if the platform still offers it, tells what it owes, unless it dies before. */
async function live(of: Client, offers: boolean, memory: Memory, death: Death) {
  const running = await startProcess(t, death)
  const { ctx, life } = running
  let accepted = !offers
  let applied = 0
  try {
    if (offers) {
      const status = await life.untilDeath(passOn(ctx, of))
      if (life.dead) throw new Error('the process is dead')
      expect(status).toBe(201)
      accepted = true
    }
    const tell = (jobCtx: Ctx, payload: { clientId: string }) =>
      deliverWebhook(
        jobCtx,
        (event) =>
          life.call(async () => {
            const body = JSON.stringify(event)
            const bytes = webhookSecret(secret)
            const headers = signedHeaders(bytes ? [bytes] : [], {
              id: event.id,
              at: t.clock.now(),
              body,
            })
            const seconds = t.clock.now().getTime() / 1000
            if (receive([secret], memory, headers, body, seconds).verdict === 'taken') applied += 1
          }),
        payload,
      )
    await life.untilDeath(work(t, running, { 'tell-platform': tell }))
    return { lived: true, accepted, applied, steps: life.steps }
  } catch (error) {
    if (!life.dead) throw error
    return { lived: false, accepted, applied, steps: life.steps }
  } finally {
    await running.stop()
  }
}

// CRASH_STRIDE=1 dies at every single step.
const stride = Number(process.env.CRASH_STRIDE ?? 9)

test('killed anywhere between a notice and its webhook, access is closed once and the platform told', async () => {
  let died = 0
  for (let step = 1; ; step += stride) {
    const of = await aClient()
    const memory: Memory = { seen: new Set(), newest: new Map() }
    const first = await live(of, true, memory, { step, when: 'after' })
    let applied = first.applied
    if (!first.lived) {
      died += 1
      await giveOutAgain(t)
      const next = await live(of, !first.accepted, memory, null)
      expect(next.lived).toBe(true)
      applied += next.applied
    }
    expect(await accessOf(t.db, of.id, {}, t.clock.now())).toMatchObject({ access: 'denied' })
    expect(await inForce(of.id)).toHaveLength(1)
    const cases = await t.db.select().from(compromiseCase).where(eq(compromiseCase.clientId, of.id))
    expect(cases).toHaveLength(1)
    expect(
      await t.db.$count(compromiseReport, eq(compromiseReport.caseId, cases[0]?.id ?? '')),
    ).toBe(1)
    // Access changed, and the notice itself: each applied once, however often it was told.
    expect(applied).toBe(2)
    if (first.lived) break
  }
  expect(died * stride).toBeGreaterThan(20)
}, 120_000)

test('of two officers who decide or open at once, one does and the other learns of it', async () => {
  const of = await aClient()
  const [reported] = await reportByWeb(t.ctx, {
    email: of.email,
    happened: 'Украли ключ',
    network: '192.0.2.1',
  })
  const caseId = reported?.caseId ?? ''
  const decide = (ctx: Ctx) =>
    decideCase(ctx, { caseId, decision: 'suspended', reason: 'проверено', clientId: of.id })
  const decided = await Promise.allSettled([officer, second, third].map(decide))
  expect(decided.map(({ status }) => status).toSorted()).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
  ])
  expect(await inForce(of.id)).toHaveLength(1)
  const request = { clientId: of.id, channel: 'phone' as const, receivedAt: t.clock.now() }
  const [asked] = await Promise.all([
    askResumption(officer, request),
    askResumption(second, request),
  ])
  const [acting] = await t.sql<{ contact: string }[]>`
    select contact_id as contact from client_contact where client_id = ${of.id}`
  await verifyResumption(officer, {
    resumptionId: asked.id,
    contactId: acting?.contact ?? '',
    verification: 'trusted_email',
  })
  const end = (ctx: Ctx) =>
    endResumption(ctx, { resumptionId: asked.id, verdict: 'approve', reason: 'подтверждено' })
  const ended = await Promise.allSettled([second, third].map(end))
  expect(ended.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(await inForce(of.id)).toEqual([])
})

// FLOOD=1000 for the whole of it.
const flood = Number(process.env.FLOOD ?? 60)

test('of a flood of notices none is lost, and whoever must be closed is closed once', async () => {
  const victims = await Promise.all(Array.from({ length: 6 }, aClient))
  const before = await t.db.$count(compromiseReport)
  const platform = actingAs(t.ctx, { kind: 'platform', keyId: 'flood' })
  const send = async (n: number) => {
    const of = victims[n % victims.length]
    if (!of) throw new Error('no victim')
    // A third comes from people who are signed in, the rest from anybody at one place.
    if (n % 3 === 0) {
      return reportByPlatform(platform, {
        platformId: of.platformId,
        reporter: { email: of.email },
        signedIn: true,
        happened: `Украли ${n}`,
      })
    }
    return reportByWeb(t.ctx, {
      email: `stranger${n}@mail.example`,
      happened: `Украли ${n}`,
      network: '192.0.2.7',
    })
  }
  for (let from = 0; from < flood; from += 20) {
    const batch = Array.from({ length: Math.min(20, flood - from) }, (_, at) => send(from + at))
    for (const cases of await Promise.all(batch)) expect(cases).toHaveLength(1)
  }
  expect((await t.db.$count(compromiseReport)) - before).toBe(flood)
  for (const of of victims.filter((_, at) => at % 3 === 0)) {
    expect(await accessOf(t.db, of.id, {}, t.clock.now())).toMatchObject({ access: 'denied' })
    expect(await inForce(of.id)).toHaveLength(1)
  }
  const originals = await t.db
    .select({ original: inbound, sha256: compromiseReport.originalSha256 })
    .from(compromiseReport)
    .innerJoin(inbound, eq(inbound.id, compromiseReport.inboundId))
  for (const { original, sha256 } of originals) expect(originalHash(original)).toBe(sha256)
  const open = await t.db
    .select({ key: compromiseCase.subjectKey })
    .from(compromiseCase)
    .where(inArray(compromiseCase.state, ['open', 'suspended']))
  expect(new Set(open.map(({ key }) => key)).size).toBe(open.length)
  expect(await verifyAudit(t.db)).toMatchObject({ ok: true })
}, 120_000)
