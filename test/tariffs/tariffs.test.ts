import { and, eq, isNull } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { suspension } from '../../db/schema/access.ts'
import { alert } from '../../db/schema/alerts.ts'
import { auditEvent } from '../../db/schema/audit.ts'
import { tariff } from '../../db/schema/catalogue.ts'
import { platformEvent } from '../../db/schema/platform.ts'
import { payment, subscription } from '../../db/schema/tariffs.ts'
import { outbound } from '../../db/schema/transport.ts'
import { accessOf } from '../../src/access/queries.ts'
import { suspendClient } from '../../src/access/suspend-client.ts'
import { verifyAudit } from '../../src/audit-verify.ts'
import { createClient } from '../../src/clients/create-client.ts'
import { actingAs, type Ctx } from '../../src/context.ts'
import { seedDatabase } from '../../src/seed.ts'
import { updateSettings } from '../../src/settings/update-settings.ts'
import { cancelTariff } from '../../src/tariffs/cancel-tariff.ts'
import { changeTariff } from '../../src/tariffs/change-tariff.ts'
import { type CreateTariffInput, createTariff } from '../../src/tariffs/create-tariff.ts'
import { endSubscription } from '../../src/tariffs/end-subscription.ts'
import { publishedTariffs } from '../../src/tariffs/published-tariffs.ts'
import { type RecordPaymentInput, recordPayment } from '../../src/tariffs/record-payment.ts'
import { restrictExpired } from '../../src/tariffs/restrict-expired.ts'
import { savePromotion } from '../../src/tariffs/save-promotion.ts'
import { subscribeClient } from '../../src/tariffs/subscribe-client.ts'
import { sweepTariffs } from '../../src/tariffs/sweep-tariffs.ts'
import { upsertSubscription } from '../../src/tariffs/upsert-subscription.ts'
import { voidPayment } from '../../src/tariffs/void-payment.ts'
import { withdrawPromotion } from '../../src/tariffs/withdraw-promotion.ts'
import { staffCtx } from '../clients/build-client.ts'
import { type TestContext, testContext } from '../harness.ts'

let t: TestContext
let operator: Ctx
let supervisor: Ctx
let system: Ctx
beforeAll(async () => {
  t = await testContext()
  await seedDatabase(t.db, t.clock.now())
  operator = await staffCtx(t.ctx, 'operator')
  supervisor = await staffCtx(t.ctx, 'supervisor')
  system = actingAs(t.ctx, { kind: 'system', name: 'sweep-tariffs' })
})
beforeEach(() => t.clock.set(monday))
afterAll(() => t.close())

const fails = (code: string, key: string) => expect.objectContaining({ code, key })
const monday = '2026-11-23T05:00:00Z'
let count = 0

/** A client of his own with a trusted e-mail; nothing about it concerns another test. */
async function aClient(): Promise<string> {
  count += 1
  const { id } = await createClient(operator, {
    kind: 'other',
    name: `Клиент ${count}`,
    noNumberReason: 'тест',
    person: { name: 'Глава', role: 'first_head', email: `head${count}@firm.example` },
  })
  return id
}

const month = (overrides: Partial<CreateTariffInput> = {}): CreateTariffInput => {
  count += 1
  return {
    code: `month-${count}`,
    nameRu: 'Месячный',
    nameKk: 'Айлық',
    conditionsRu: 'Условия',
    conditionsKk: 'Шарттары',
    priceTenge: '10 000',
    periodMonths: 1,
    published: true,
    ...overrides,
  }
}

const paid = (
  clientId: string,
  tariffCode: string,
  over: Partial<RecordPaymentInput> = {},
): RecordPaymentInput => {
  count += 1
  return {
    clientId,
    tariffCode,
    invoiceNumber: `СЧ-${count}`,
    amountTenge: '10000',
    paidOn: '2026-11-23',
    ...over,
  }
}

async function live(clientId: string) {
  const [row] = await t.db
    .select()
    .from(subscription)
    .where(and(eq(subscription.clientId, clientId), isNull(subscription.endedAt)))
  return row
}

async function grounds(clientId: string) {
  const rows = await t.db
    .select()
    .from(suspension)
    .where(and(eq(suspension.clientId, clientId), isNull(suspension.liftedAt)))
  return rows.map(({ reason }) => reason).toSorted()
}

/** Letters about one end of a paid time, which no other test has. */
async function letters(paidUntil: string) {
  const rows = await t.db.select().from(outbound)
  return rows.filter(({ model }) => {
    const said = model as { topic?: string; paidUntil?: string }
    return said.topic === 'tariff_ending' && said.paidUntil === paidUntil
  }).length
}

describe('the catalogue', () => {
  test('an edit adds a version; the old one stays, and two editors do not overwrite each other', async () => {
    const { code } = await createTariff(supervisor, month())
    const { code: _, ...fields } = month({ priceTenge: '12000.50' })
    const second = await changeTariff(supervisor, { ...fields, code, basedOn: 1 })
    expect(second).toMatchObject({ version: 2, priceTenge: '12000.50' })
    await expect(changeTariff(supervisor, { ...fields, code, basedOn: 1 })).rejects.toEqual(
      fails('conflict', 'tariffMoved'),
    )
    const rows = await t.db.select().from(tariff).where(eq(tariff.code, code))
    expect(rows.map((row) => row.priceTenge).toSorted()).toEqual(['10000.00', '12000.50'])
  })

  test('only what is published and in force is shown', async () => {
    const shown = await createTariff(supervisor, month())
    const hidden = await createTariff(supervisor, month({ published: false }))
    const later = await createTariff(supervisor, month({ effectiveOn: '2026-12-01' }))
    const codes = async (at: string) =>
      (await publishedTariffs(t.db, new Date(at))).map((one) => one.code)
    expect(await codes(monday)).toContain(shown.code)
    expect(await codes(monday)).not.toContain(hidden.code)
    expect(await codes('2026-11-30T18:59:59Z')).not.toContain(later.code)
    expect(await codes('2026-11-30T19:00:00Z')).toContain(later.code)
    await cancelTariff(supervisor, { code: shown.code, effectiveOn: '2026-12-05' })
    expect(await codes('2026-12-04T18:59:59Z')).toContain(shown.code)
    expect(await codes('2026-12-04T19:00:00Z')).not.toContain(shown.code)
  })

  test('a date in the past needs a reason, and a supervisor', async () => {
    const past = month({ effectiveOn: '2026-11-01' })
    await expect(createTariff(operator, past)).rejects.toEqual(fails('forbidden', 'role'))
    await expect(createTariff(supervisor, past)).rejects.toEqual(
      fails('invalid', 'backdateReasonMissing'),
    )
    const made = await createTariff(supervisor, { ...past, backdateReason: 'приказ № 7' })
    expect(made.effectiveAt.toISOString()).toBe('2026-10-31T19:00:00.000Z')
  })

  test.each([
    [{ priceTenge: '0', periodMonths: 1 }, 'freePeriod'],
    [{ periodMonths: null }, 'periodMissing'],
    [{ products: ['no-such'] }, 'productsMissing'],
    [{ documentTypes: ['no-such'] }, 'productsMissing'],
  ])('%j is refused with %s', async (over, key) => {
    await expect(createTariff(supervisor, month(over))).rejects.toEqual(fails('invalid', key))
  })

  test('a promotion is for its tariffs and its days', async () => {
    const { code } = await createTariff(supervisor, month())
    const saved = await savePromotion(supervisor, {
      kind: 'bonus',
      titleRu: 'Месяц в подарок',
      titleKk: 'Бір ай сыйға',
      conditionsRu: 'При оплате до конца ноября',
      conditionsKk: 'Қараша соңына дейін төлегенде',
      tariffCodes: [code],
      bonusMonths: 1,
      startsOn: '2026-11-01',
      endsOn: '2026-11-30',
      published: true,
    })
    const clientId = await aClient()
    const withIt = await recordPayment(operator, paid(clientId, code, { promotionId: saved.id }))
    expect(withIt).toMatchObject({ periodFrom: '2026-11-23', periodTo: '2027-01-22' })
    await withdrawPromotion(supervisor, { promotionId: saved.id })
    await expect(
      recordPayment(operator, paid(clientId, code, { promotionId: saved.id })),
    ).rejects.toEqual(fails('invalid', 'promotionNotApplicable'))
  })
})

describe('a client on a tariff', () => {
  test('keeps his version until he renews, and a cancelled tariff stays on his card', async () => {
    const { code } = await createTariff(supervisor, month())
    const clientId = await aClient()
    await recordPayment(operator, paid(clientId, code, { periodFrom: '2026-11-01' }))
    const { code: _, ...dearer } = month({ priceTenge: '20000' })
    await changeTariff(supervisor, { ...dearer, code, basedOn: 1 })
    expect(await live(clientId)).toMatchObject({ tariffVersion: 1, paidUntil: '2026-11-30' })
    await recordPayment(operator, paid(clientId, code, { amountTenge: '20000' }))
    expect(await live(clientId)).toMatchObject({ tariffVersion: 2, paidUntil: '2026-12-31' })
    await cancelTariff(supervisor, { code })
    expect(await live(clientId)).toMatchObject({ tariffCode: code, paidUntil: '2026-12-31' })
    await expect(recordPayment(operator, paid(clientId, code))).rejects.toEqual(
      fails('precondition', 'tariffCancelled'),
    )
    await expect(
      subscribeClient(operator, { clientId: await aClient(), tariffCode: code }),
    ).rejects.toEqual(fails('precondition', 'tariffCancelled'))
  })

  test('pays an invoice once; a mistaken record is taken back', async () => {
    const { code } = await createTariff(supervisor, month())
    const clientId = await aClient()
    const first = paid(clientId, code)
    await recordPayment(operator, first)
    await expect(recordPayment(operator, first)).rejects.toEqual(fails('conflict', 'invoicePaid'))
    const wrong = await recordPayment(operator, paid(clientId, code))
    expect((await live(clientId))?.paidUntil).toBe('2027-01-22')
    await expect(
      voidPayment(operator, { paymentId: wrong.id, reason: 'чужой счёт' }),
    ).rejects.toEqual(fails('forbidden', 'role'))
    await voidPayment(supervisor, { paymentId: wrong.id, reason: 'чужой счёт' })
    expect((await live(clientId))?.paidUntil).toBe('2026-12-22')
    expect(await t.db.$count(payment, eq(payment.clientId, clientId))).toBe(2)
  })

  test('changes the tariff; without one there is nothing to end', async () => {
    const one = await createTariff(supervisor, month())
    const other = await createTariff(supervisor, month())
    const clientId = await aClient()
    await subscribeClient(operator, { clientId, tariffCode: one.code })
    await expect(subscribeClient(operator, { clientId, tariffCode: one.code })).rejects.toEqual(
      fails('conflict', 'tariffTaken'),
    )
    await recordPayment(operator, paid(clientId, other.code))
    expect(await live(clientId)).toMatchObject({ tariffCode: other.code })
    expect(await t.db.$count(subscription, eq(subscription.clientId, clientId))).toBe(2)
    await endSubscription(operator, { clientId, reason: 'договор расторгнут' })
    await expect(endSubscription(operator, { clientId, reason: 'ещё раз' })).rejects.toEqual(
      fails('not_found', 'subscriptionNotFound'),
    )
  })

  test('is brought to what the platform says, however often it says so', async () => {
    const { code } = await createTariff(supervisor, month())
    const clientId = await aClient()
    const platform = actingAs(t.ctx, { kind: 'platform', keyId: 'key' })
    const { clientId: _, tariffCode: __, ...money } = paid(clientId, code)
    const said = { clientId, tariffCode: code, payment: money }
    expect(await upsertSubscription(platform, said)).toMatchObject({
      changed: true,
      subscription: { source: 'platform', paidUntil: '2026-12-22' },
    })
    expect((await upsertSubscription(platform, said)).changed).toBe(false)
    expect(await t.db.$count(payment, eq(payment.clientId, clientId))).toBe(1)
    await expect(
      upsertSubscription(actingAs(t.ctx, { kind: 'customer', contactId: clientId }), said),
    ).rejects.toEqual(fails('forbidden', 'staffOnly'))
  })
})

describe('the end of the paid time', () => {
  test('reminders go out 14, 7 and 1 days before, each once, by day', async () => {
    const { code } = await createTariff(supervisor, month())
    const clientId = await aClient()
    await recordPayment(operator, paid(clientId, code, { periodTo: '2027-03-31' }))
    const sweepAt = async (at: string) => {
      t.clock.set(at)
      await sweepTariffs(system)
      await sweepTariffs(system)
      return letters('2027-03-31')
    }
    expect(await sweepAt('2027-03-17T03:59:00Z')).toBe(0)
    expect(await sweepAt('2027-03-17T04:00:00Z')).toBe(1)
    expect(await sweepAt('2027-03-20T05:00:00Z')).toBe(1)
    expect(await sweepAt('2027-03-24T05:00:00Z')).toBe(2)
    expect(await sweepAt('2027-03-30T05:00:00Z')).toBe(3)
    expect(await sweepAt('2027-03-31T05:00:00Z')).toBe(3)
  })

  test('is noted at the end of the day in Astana; by itself it closes nothing', async () => {
    const { code } = await createTariff(supervisor, month())
    const clientId = await aClient()
    await recordPayment(operator, paid(clientId, code, { periodTo: '2026-11-24' }))
    t.clock.set('2026-11-24T18:59:59Z')
    await sweepTariffs(system)
    expect((await live(clientId))?.expiredAt).toBeNull()
    t.clock.set('2026-11-24T19:00:00Z')
    await sweepTariffs(system)
    await sweepTariffs(system)
    expect((await live(clientId))?.expiredAt?.toISOString()).toBe('2026-11-24T19:00:00.000Z')
    expect(await t.db.$count(alert, eq(alert.kind, 'tariff_expired'))).toBe(1)
    expect(await grounds(clientId)).toEqual([])
    expect((await accessOf(t.db, clientId, {}, t.clock.now())).access).toBe('allowed')
    const noted = await t.db
      .select()
      .from(auditEvent)
      .where(
        and(eq(auditEvent.chain, `client:${clientId}`), eq(auditEvent.action, 'tariff.expired')),
      )
    expect(noted).toHaveLength(1)
  })

  test('closes access where the setting says so; payment opens that and nothing else', async () => {
    const { code } = await createTariff(supervisor, month())
    const clientId = await aClient()
    await recordPayment(operator, paid(clientId, code, { periodTo: '2026-11-24' }))
    await suspendClient(supervisor, { clientId, scope: 'platform', codes: ['4.3.1'] })
    await updateSettings(supervisor, { tariffExpiry: 'restrict' })
    t.clock.set('2026-11-25T05:00:00Z')
    await sweepTariffs(system)
    expect(await grounds(clientId)).toEqual(['breach', 'tariff_expired'])
    // A payment for the past does not reach today.
    await recordPayment(
      operator,
      paid(clientId, code, { periodFrom: '2026-11-01', periodTo: '2026-11-10' }),
    )
    expect(await grounds(clientId)).toEqual(['breach', 'tariff_expired'])
    await recordPayment(operator, paid(clientId, code, { paidOn: '2026-11-25' }))
    expect(await grounds(clientId)).toEqual(['breach'])
    expect(await live(clientId)).toMatchObject({ expiredAt: null, paidUntil: '2026-12-24' })
    expect((await accessOf(t.db, clientId, {}, t.clock.now())).access).toBe('denied')
    const told = await t.db
      .select()
      .from(platformEvent)
      .where(
        and(eq(platformEvent.clientId, clientId), eq(platformEvent.type, 'subscription.changed')),
      )
    expect(told).toHaveLength(4)
    await updateSettings(supervisor, { tariffExpiry: 'flag' })
  })

  test('closes access by a person, too; a free tariff opens it and never ends', async () => {
    const { code } = await createTariff(supervisor, month())
    const clientId = await aClient()
    await recordPayment(operator, paid(clientId, code, { periodTo: '2026-11-23' }))
    await expect(restrictExpired(supervisor, { clientId })).rejects.toEqual(
      fails('precondition', 'notExpired'),
    )
    t.clock.set('2026-11-24T05:00:00Z')
    await restrictExpired(supervisor, { clientId })
    await expect(restrictExpired(supervisor, { clientId })).rejects.toEqual(
      fails('conflict', 'alreadySuspended'),
    )
    await subscribeClient(operator, { clientId, tariffCode: 'start' })
    expect(await grounds(clientId)).toEqual([])
    t.clock.set('2036-11-24T05:00:00Z')
    await sweepTariffs(system)
    expect(await live(clientId)).toMatchObject({ tariffCode: 'start', expiredAt: null })
  })

  test('every step is in an audit log without a gap', async () => {
    expect((await verifyAudit(t.db)).ok).toBe(true)
  })
})
