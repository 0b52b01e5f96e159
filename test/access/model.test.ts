import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditEvent } from '../../db/schema/audit.ts'
import { clientContact } from '../../db/schema/clients.ts'
import { compromiseCase, compromiseReport } from '../../db/schema/compromise.ts'
import { platformEvent } from '../../db/schema/platform.ts'
import { askResumption } from '../../src/access/ask-resumption.ts'
import { endResumption } from '../../src/access/end-resumption.ts'
import { liftBreach } from '../../src/access/lift-breach.ts'
import { accessOf, suspensionsInForce } from '../../src/access/queries.ts'
import { suspendClient } from '../../src/access/suspend-client.ts'
import { verifyResumption } from '../../src/access/verify-resumption.ts'
import { verifyAudit } from '../../src/audit-verify.ts'
import type { Ctx } from '../../src/context.ts'
import { DomainError } from '../../src/errors.ts'
import type { Identity } from '../../src/people/identify-sender.ts'
import { updateSettings } from '../../src/settings/update-settings.ts'
import { localDate } from '../../src/sla/astana-time.ts'
import { createTariff } from '../../src/tariffs/create-tariff.ts'
import { recordPayment } from '../../src/tariffs/record-payment.ts'
import { sweepTariffs } from '../../src/tariffs/sweep-tariffs.ts'
import { buildClient, buildIdentity, staffCtx } from '../clients/build-client.ts'
import { reportBy } from '../compromise/build-report.ts'
import { depth } from '../depth.ts'
import { type TestContext, testContext } from '../harness.ts'

let t: TestContext
let operator: Ctx
let officer: Ctx
let second: Ctx
let caller: Identity
beforeAll(async () => {
  t = await testContext()
  operator = await staffCtx(t.ctx, 'operator')
  officer = await staffCtx(t.ctx, 'compromise-officer')
  second = await staffCtx(t.ctx, 'supervisor')
  await createTariff(second, {
    code: 'daily',
    nameRu: 'Тариф',
    nameKk: 'Тариф',
    conditionsRu: 'Условия',
    conditionsKk: 'Шарттары',
    priceTenge: '100',
    periodMonths: 1,
    published: false,
  })
  await updateSettings(second, { tariffExpiry: 'restrict' })
  caller = await buildIdentity(t.ctx, { channel: 'phone', address: '+77010000009' })
})
afterAll(() => t.close())

/** What should be true, kept in the plainest way. */
type Model = {
  breaches: number
  compromised: boolean
  /** Days gone by, the last of them that is paid for, and whether access closed when that was over. */
  today: number
  paidDay: number | null
  expired: boolean
  request: { state: 'none' | 'asked' | 'verified'; breaches: number; compromised: boolean }
}
const allSteps = [
  'breach',
  'lift',
  'report',
  'ask',
  'verify',
  'approve',
  'refuse',
  'wait',
  'pay',
  'sweep',
] as const
type Step = (typeof allSteps)[number]
const none: Model['request'] = { state: 'none', breaches: 0, compromised: false }

/** The state after a step, or null where the step must be refused. */
function expected(model: Model, step: Step): Model | null {
  const { request, breaches, compromised } = model
  switch (step) {
    case 'breach':
      return { ...model, breaches: breaches + 1 }
    case 'lift':
      // The oldest goes first, so a request that names it loses it.
      return breaches === 0
        ? null
        : {
            ...model,
            breaches: breaches - 1,
            request: { ...request, breaches: Math.max(0, request.breaches - 1) },
          }
    case 'report':
      return { ...model, compromised: true }
    case 'ask':
      if (breaches === 0 && !compromised) return null
      return request.state === 'none'
        ? { ...model, request: { state: 'asked', breaches, compromised } }
        : model
    case 'verify':
      return request.state === 'asked'
        ? { ...model, request: { ...request, state: 'verified' } }
        : null
    case 'approve':
      return request.state === 'verified'
        ? {
            ...model,
            breaches: breaches - request.breaches,
            compromised: compromised && !request.compromised,
            request: none,
          }
        : null
    case 'refuse':
      return request.state === 'none' ? null : { ...model, request: none }
    case 'wait':
      return { ...model, today: model.today + 1 }
    case 'pay':
      return { ...model, paidDay: model.today, expired: false }
    case 'sweep': {
      const over = model.paidDay !== null && model.paidDay < model.today
      return { ...model, expired: model.expired || over }
    }
  }
}

const groundsOf = (model: Model) =>
  model.breaches + Number(model.compromised) + Number(model.expired)

async function perform(clientId: string, headId: string, resumptionId: string, step: Step) {
  switch (step) {
    case 'breach':
      await suspendClient(officer, { clientId, scope: 'platform', codes: ['4.3.8'] })
      return resumptionId
    case 'lift': {
      const [oldest] = (await suspensionsInForce(t.db, clientId)).filter(
        (one) => one.reason === 'breach',
      )
      if (!oldest) throw new DomainError('not_found', 'suspensionNotFound')
      await liftBreach(second, { suspensionId: oldest.id, reason: 'устранено' })
      return resumptionId
    }
    case 'report':
      await reportBy(operator, caller, {
        clientId,
        evidence: 'call_time',
        assurance: 'verified',
        assuranceReason: 'called back',
        vouched: true,
      })
      return resumptionId
    case 'ask': {
      const receivedAt = t.clock.now()
      return (await askResumption(operator, { clientId, channel: 'phone', receivedAt })).id
    }
    case 'verify':
      await verifyResumption(officer, {
        resumptionId,
        contactId: headId,
        verification: 'trusted_phone',
      })
      return resumptionId
    case 'approve':
    case 'refuse':
      await endResumption(second, { resumptionId, verdict: step, reason: 'решено' })
      return resumptionId
    case 'wait':
      t.clock.advance(24 * 3_600_000)
      return resumptionId
    case 'pay': {
      const today = localDate(t.clock.now())
      await recordPayment(operator, {
        clientId,
        tariffCode: 'daily',
        invoiceNumber: t.ctx.newId(),
        amountTenge: '100',
        paidOn: today,
        periodFrom: today,
        periodTo: today,
      })
      return resumptionId
    }
    case 'sweep':
      await sweepTariffs(t.ctx)
      return resumptionId
  }
}

test(
  'whatever happens in whatever order, access is what the plain model says',
  async () => {
    let clients = 0
    const steps = fc.constantFrom<Step[]>(...allSteps)
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 14 }), async (walk) => {
        clients += 1
        const { id: clientId } = await buildClient(operator, {
          number: '',
          noNumberReason: 'учебный',
          person: { name: `Руководитель ${clients}`, role: 'first_head' },
        })
        const [head] = await t.db
          .select()
          .from(clientContact)
          .where(eq(clientContact.clientId, clientId))
        let model: Model = {
          breaches: 0,
          compromised: false,
          today: 0,
          paidDay: null,
          expired: false,
          request: none,
        }
        let resumptionId = '018f0000-0000-7000-8000-000000000000'
        for (const step of walk) {
          const after = expected(model, step)
          const closed = groundsOf(model)
          const links = () => t.db.$count(auditEvent, eq(auditEvent.chain, `client:${clientId}`))
          const events = () => t.db.$count(platformEvent, eq(platformEvent.clientId, clientId))
          const before = [await links(), await events()] as const
          const done = await perform(clientId, head?.contactId ?? '', resumptionId, step).catch(
            (error: unknown) => {
              if (error instanceof DomainError) return null
              throw error
            },
          )
          expect([step, done === null]).toEqual([step, after === null])
          model = after ?? model
          resumptionId = done ?? resumptionId
          const grounds = groundsOf(model)
          expect(await suspensionsInForce(t.db, clientId)).toHaveLength(grounds)
          const { access } = await accessOf(t.db, clientId, {}, t.clock.now())
          expect(access).toBe(grounds === 0 ? 'allowed' : 'denied')
          if (grounds !== closed) {
            expect(await links()).toBeGreaterThan(before[0])
            expect(await events()).toBeGreaterThan(before[1])
          }
        }
      }),
      { numRuns: depth(30, 200) },
    )
    expect(await verifyAudit(t.db)).toMatchObject({ ok: true })
  },
  depth(30_000, 300_000),
)

test(
  'a flood of notices at once about one client closes it once, none is lost',
  async () => {
    const { id: clientId } = await buildClient(operator, { number: '991241001803', kind: 'branch' })
    const size = depth(200, 1000)
    const flood = Array.from({ length: size }, (_, n) =>
      reportBy(operator, caller, {
        clientId,
        original: { raw: { n } },
        evidence: 'call_time',
        assurance: 'verified',
        assuranceReason: 'called back',
        vouched: true,
      }),
    )
    const results = await Promise.allSettled(flood)
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([])
    expect(await suspensionsInForce(t.db, clientId)).toHaveLength(1)
    expect(await t.db.$count(compromiseReport)).toBeGreaterThanOrEqual(size)
    expect(await t.db.$count(compromiseCase, eq(compromiseCase.clientId, clientId))).toBe(1)
  },
  depth(30_000, 300_000),
)
