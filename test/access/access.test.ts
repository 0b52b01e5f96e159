import { eq, isNull } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { suspension } from '../../db/schema/access.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { contact } from '../../db/schema/people.ts'
import { platformEvent } from '../../db/schema/platform.ts'
import { outbound } from '../../db/schema/transport.ts'
import { askResumption } from '../../src/access/ask-resumption.ts'
import { endResumption } from '../../src/access/end-resumption.ts'
import { liftBreach } from '../../src/access/lift-breach.ts'
import { previewSuspension } from '../../src/access/preview.ts'
import { accessOf, findByNumber, isSuspended } from '../../src/access/queries.ts'
import { suspendClient } from '../../src/access/suspend-client.ts'
import { verifyResumption } from '../../src/access/verify-resumption.ts'
import { verifyAudit } from '../../src/audit-verify.ts'
import { addClientContact } from '../../src/clients/add-client-contact.ts'
import { actingAs, type Ctx } from '../../src/context.ts'
import { buildClient, buildIdentity, staffCtx } from '../clients/build-client.ts'
import { reportBy } from '../compromise/build-report.ts'
import { type TestContext, testContext } from '../harness.ts'

let t: TestContext
let operator: Ctx
let officer: Ctx
let second: Ctx
let clientId: string
let headId: string
beforeEach(async () => {
  t = await testContext()
  operator = await staffCtx(t.ctx, 'operator')
  officer = await staffCtx(t.ctx, 'compromise-officer')
  second = await staffCtx(t.ctx, 'supervisor')
  clientId = (await buildClient(operator)).id
  const [head] = await t.db.select().from(contact).where(eq(contact.name, 'Айгерим Сатпаева'))
  headId = head?.id ?? ''
})
afterEach(() => t.close())

const fails = (code: string, key: string) => expect.objectContaining({ code, key })
const access = (subject = {}) => accessOf(t.db, clientId, subject, t.clock.now())
const breach = (ctx = officer, overrides = {}) =>
  suspendClient(ctx, { clientId, scope: 'platform', codes: ['4.3.1'], ...overrides })
const ask = (ctx = operator, overrides = {}) =>
  askResumption(ctx, {
    clientId,
    contactId: headId,
    channel: 'phone',
    receivedAt: t.clock.now(),
    ...overrides,
  })

/** Access closed by a notice of compromise that staff vouch for. */
async function compromised(): Promise<void> {
  const caller = await buildIdentity(t.ctx, { channel: 'phone', address: '+77010000009' })
  await reportBy(operator, caller, {
    evidence: 'call_time',
    number: '991240000003',
    assurance: 'verified',
    assuranceReason: 'called back',
    vouched: true,
  })
}

describe('a suspension for a breach', () => {
  test('needs a code or words, a right, and a scope that names something', async () => {
    await expect(breach(officer, { codes: [] })).rejects.toEqual(fails('invalid', 'breachMissing'))
    await expect(breach(operator)).rejects.toEqual(fails('forbidden', 'role'))
    await expect(breach(officer, { scope: 'products', products: ['nothing'] })).rejects.toEqual(
      fails('invalid', 'productsMissing'),
    )
    await expect(breach(officer, { scope: 'holder' })).rejects.toEqual(
      fails('invalid', 'holderMissing'),
    )
    await expect(breach(officer, { scope: 'keys' })).rejects.toEqual(
      fails('invalid', 'keysMissing'),
    )
    expect(await t.db.$count(suspension)).toBe(0)
  })

  test('closes at once, tells the client and the platform', async () => {
    await breach(officer, { scope: 'products', products: ['signing'] })
    expect(await access()).toMatchObject({ access: 'restricted', closedProducts: ['signing'] })
    expect(await t.db.select().from(platformEvent)).toMatchObject([
      { type: 'access.changed', data: { suspensions: [{ products: ['signing'] }] } },
    ])
    expect(await t.db.select().from(outbound)).toMatchObject([
      { address: 'head@firm.example', model: { topic: 'suspended' } },
    ])
    expect(await isSuspended(t.db, headId, t.clock.now())).toBe(true)
  })

  test('may begin later, not earlier', async () => {
    const startsAt = new Date(t.clock.now().getTime() + 3_600_000)
    await breach(officer, { startsAt })
    expect(await access()).toMatchObject({ access: 'allowed', changesAt: startsAt })
    t.clock.advance(3_600_000)
    expect((await access()).access).toBe('denied')
    await expect(breach(officer, { startsAt: new Date(0) })).rejects.toEqual(
      fails('invalid', 'startsInPast'),
    )
  })

  test('is previewed person by person and product by product, changing nothing', async () => {
    const { contactId } = await addClientContact(operator, {
      clientId,
      name: 'Бухгалтер',
      role: 'user',
    })
    const preview = await previewSuspension(
      t.db,
      clientId,
      { scope: 'holder', holderContactId: contactId, products: [], keySerials: [] },
      t.clock.now(),
    )
    expect(preview.people).toEqual([
      { contactId: headId, name: 'Айгерим Сатпаева', before: true, after: true },
      { contactId, name: 'Бухгалтер', before: true, after: false },
    ])
    expect(preview.products.every((one) => one.before && one.after)).toBe(true)
    expect(await t.db.$count(suspension)).toBe(0)
  })

  test('is lifted by somebody else than its author', async () => {
    const { id } = await breach()
    const lift = { suspensionId: id, reason: 'устранено' }
    await expect(liftBreach(officer, lift)).rejects.toEqual(
      fails('precondition', 'secondPersonNeeded'),
    )
    await liftBreach(second, lift)
    expect((await access()).access).toBe('allowed')
    await expect(liftBreach(second, lift)).rejects.toEqual(fails('conflict', 'alreadyLifted'))
  })

  test('two stack: lifting one leaves the client closed and says so', async () => {
    const one = await breach()
    await breach()
    await liftBreach(second, { suspensionId: one.id, reason: 'устранено' })
    expect((await access()).access).toBe('denied')
    const told = await t.db.select().from(outbound)
    expect(told.map(({ model }) => model)).toContainEqual(
      expect.objectContaining({ topic: 'lifted', open: false }),
    )
  })
})

describe('a suspension for a compromise', () => {
  test('is not lifted as a breach is', async () => {
    await compromised()
    const [row] = await t.db.select().from(suspension)
    await expect(
      liftBreach(second, { suspensionId: row?.id ?? '', reason: 'просто так' }),
    ).rejects.toEqual(fails('precondition', 'resumptionNeeded'))
  })

  test('ends by a request, its proof and a second person, in this order only', async () => {
    await compromised()
    const { id } = await ask()
    const approve = { resumptionId: id, verdict: 'approve', reason: 'проверено' } as const
    await expect(endResumption(second, approve)).rejects.toEqual(
      fails('precondition', 'notVerified'),
    )
    const proof = { resumptionId: id, contactId: headId, verification: 'trusted_phone' } as const
    await expect(verifyResumption(operator, proof)).rejects.toEqual(fails('forbidden', 'role'))
    await verifyResumption(officer, proof)
    await expect(endResumption(officer, approve)).rejects.toEqual(
      fails('precondition', 'secondPersonNeeded'),
    )
    expect((await access()).access).toBe('denied')
    await endResumption(second, approve)
    expect((await access()).access).toBe('allowed')
    expect(await t.db.select().from(compromiseCase)).toMatchObject([{ state: 'resumed' }])
    expect(await verifyAudit(t.db)).toMatchObject({ ok: true })
  })

  test('is not opened for a mere user, nor for one whose authority has ended meanwhile', async () => {
    await compromised()
    const { contactId } = await addClientContact(operator, {
      clientId,
      name: 'Юрист',
      role: 'authorised',
      basis: 'Доверенность',
      validUntil: new Date(t.clock.now().getTime() + 1000),
    })
    const user = await addClientContact(operator, { clientId, name: 'Стажёр', role: 'user' })
    const { id } = await ask()
    const proof = { resumptionId: id, verification: 'trusted_phone' } as const
    await expect(
      verifyResumption(officer, { ...proof, contactId: user.contactId }),
    ).rejects.toEqual(fails('precondition', 'notAuthorised'))
    await verifyResumption(officer, { ...proof, contactId })
    t.clock.advance(1000)
    await expect(
      endResumption(second, { resumptionId: id, verdict: 'approve', reason: 'да' }),
    ).rejects.toEqual(fails('precondition', 'notAuthorised'))
    expect((await access()).access).toBe('denied')
  })

  test('grounds that came after the request stay', async () => {
    await compromised()
    const { id } = await ask()
    await breach()
    await verifyResumption(officer, {
      resumptionId: id,
      contactId: headId,
      verification: 'in_person',
    })
    await endResumption(second, { resumptionId: id, verdict: 'approve', reason: 'да' })
    expect(await access()).toMatchObject({ access: 'denied', reasons: [{ reason: 'breach' }] })
  })

  test('refused with a reason stays closed; a new request can follow', async () => {
    await compromised()
    const { id } = await ask()
    expect((await ask()).id).toBe(id)
    await endResumption(second, { resumptionId: id, verdict: 'refuse', reason: 'не тот человек' })
    expect((await access()).access).toBe('denied')
    expect((await ask()).id).not.toBe(id)
  })

  test('two officers at once open it once', async () => {
    await compromised()
    const { id } = await ask()
    await verifyResumption(officer, {
      resumptionId: id,
      contactId: headId,
      verification: 'in_person',
    })
    const third = await staffCtx(t.ctx, 'admin')
    const verdict = { resumptionId: id, verdict: 'approve', reason: 'да' } as const
    const results = await Promise.allSettled([
      endResumption(second, verdict),
      endResumption(third, verdict),
    ])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const lifted = await t.db.select().from(platformEvent)
    expect(
      lifted.filter(
        ({ data }) => (data as { change?: { kind: string } }).change?.kind === 'lifted',
      ),
    ).toHaveLength(1)
  })

  test('a stranger asks for nobody; nothing suspended, nothing to ask for', async () => {
    await expect(ask()).rejects.toEqual(fails('precondition', 'nothingSuspended'))
    await compromised()
    const stranger = await buildIdentity(t.ctx)
    const asStranger = actingAs(t.ctx, { kind: 'customer', contactId: stranger.contactId })
    await expect(ask(asStranger)).rejects.toEqual(fails('not_found', 'clientNotFound'))
    const asHead = actingAs(t.ctx, { kind: 'customer', contactId: headId })
    expect((await ask(asHead)).state).toBe('asked')
  })

  test('no timer lifts it', async () => {
    await compromised()
    t.clock.advance(10 * 365 * 24 * 3_600_000)
    expect((await access()).access).toBe('denied')
    expect(await t.db.$count(suspension, isNull(suspension.liftedAt))).toBe(1)
  })
})

test('a client is found by its BIN, a person with all his clients by his IIN', async () => {
  expect(await findByNumber(t.ctx, '991240000003')).toEqual([
    { clientId, holderContactId: undefined },
  ])
  expect(await findByNumber(t.ctx, '750615100006')).toEqual([{ clientId, holderContactId: headId }])
  expect(await findByNumber(t.ctx, '881130200005')).toEqual([])
})
