import { and, eq, isNull } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { suspension } from '../../db/schema/access.ts'
import { alert } from '../../db/schema/alerts.ts'
import { compromiseCase, compromiseReport } from '../../db/schema/compromise.ts'
import { contact, identity } from '../../db/schema/people.ts'
import { platformEvent } from '../../db/schema/platform.ts'
import { message, ticket } from '../../db/schema/tickets.ts'
import { inbound, outbound } from '../../db/schema/transport.ts'
import { accessOf } from '../../src/access/queries.ts'
import { verifyAudit } from '../../src/audit-verify.ts'
import { addClientContact } from '../../src/clients/add-client-contact.ts'
import { askTrustedChange } from '../../src/clients/ask-trusted-change.ts'
import { createLink } from '../../src/clients/create-link.ts'
import { endTrustedChange } from '../../src/clients/end-trusted-change.ts'
import { linkByToken } from '../../src/clients/link-by-token.ts'
import { clientsOfContact } from '../../src/clients/sender-context.ts'
import { acknowledgeCase } from '../../src/compromise/acknowledge-case.ts'
import { decideCase } from '../../src/compromise/decide-case.ts'
import { escalateCases } from '../../src/compromise/escalate-cases.ts'
import type { Ctx } from '../../src/context.ts'
import { parseContent } from '../../src/delivery/kinds.ts'
import { noticeText } from '../../src/delivery/notice-text.ts'
import type { Identity } from '../../src/people/identify-sender.ts'
import { updateSettings } from '../../src/settings/update-settings.ts'
import { buildClient, buildIdentity, staffCtx } from '../clients/build-client.ts'
import { type TestContext, testContext } from '../harness.ts'
import { reportBy } from './build-report.ts'

let t: TestContext
let operator: Ctx
let officer: Ctx
let clientId: string
beforeEach(async () => {
  t = await testContext()
  operator = await staffCtx(t.ctx, 'operator')
  officer = await staffCtx(t.ctx, 'compromise-officer')
  clientId = (await buildClient(operator)).id
})
afterEach(() => t.close())

const access = (subject = {}) => accessOf(t.db, clientId, subject, t.clock.now())
const inForce = () => t.db.select().from(suspension).where(isNull(suspension.liftedAt))
const notices = async (topic: string) =>
  (await t.db.select().from(outbound).where(eq(outbound.kind, 'notice'))).filter(
    ({ model }) => (model as { topic: string }).topic === topic,
  )

/** A Telegram account that the person has linked. */
async function linked(contactId: string, address: string): Promise<Identity> {
  const account = await buildIdentity(t.ctx, { address })
  const { token } = await createLink(operator, { contactId })
  await linkByToken(t.ctx, { identityId: account.id, token })
  const [row] = await t.db.select().from(identity).where(eq(identity.id, account.id))
  if (!row) throw new Error('no identity')
  return row
}

async function headAccount(): Promise<Identity> {
  const [person] = await t.db.select().from(contact).where(eq(contact.name, 'Айгерим Сатпаева'))
  return linked(person?.id ?? '', '5005')
}

describe('a verified reporter', () => {
  test('closes his own access and keys in the same transaction; others keep theirs', async () => {
    const head = await headAccount()
    const colleague = await addClientContact(operator, {
      clientId,
      name: 'Бухгалтер',
      role: 'user',
      email: 'acc@firm.example',
    })
    const [reported] = await reportBy(t.ctx, head, {
      holder: { who: 'self' },
      serials: ['00:1f:0a'],
    })
    expect(reported).toMatchObject({ closed: true, repeated: false })
    expect(await access({ holderContactId: head.contactId })).toMatchObject({ access: 'denied' })
    expect(await access({ keySerial: '1F0A' })).toMatchObject({ access: 'denied' })
    expect(await access({ holderContactId: colleague.contactId })).toMatchObject({
      access: 'allowed',
    })
    const [row] = await t.db.select().from(compromiseCase)
    expect(row).toMatchObject({
      state: 'suspended',
      decision: 'suspended',
      suspendedAt: t.clock.now(),
      acknowledgedAt: null,
    })
    const events = await t.db.select().from(platformEvent)
    expect(events.map(({ type }) => type).toSorted()).toEqual([
      'access.changed',
      'compromise.reported',
    ])
    expect(await verifyAudit(t.db)).toMatchObject({ ok: true })
  })

  test('who may speak for the client closes all of it when no holder is named', async () => {
    await reportBy(t.ctx, await headAccount(), { holder: { who: 'unknown' } })
    expect(await inForce()).toMatchObject([{ scope: 'platform', reason: 'key_compromise' }])
  })

  test('of another client closes nothing here', async () => {
    const other = await buildClient(operator, {
      number: '991241001803',
      kind: 'branch',
      person: { name: 'Чужой', role: 'first_head', email: 'x@other.example' },
    })
    const [person] = await t.db.select().from(contact).where(eq(contact.name, 'Чужой'))
    const stranger = await linked(person?.id ?? '', '6006')
    expect(await clientsOfContact(t.db, stranger.contactId, t.clock.now())).toMatchObject([
      { clientId: other.id },
    ])
    const [reported] = await reportBy(t.ctx, stranger, { number: '991240000003' })
    expect(reported?.closed).toBe(false)
    expect(await inForce()).toEqual([])
  })

  test('for several clients without naming one: a case and a suspension for each', async () => {
    const head = await headAccount()
    await buildClient(operator, { number: '991241001803', kind: 'branch', name: 'Филиал' })
    const reported = await reportBy(t.ctx, head, { holder: { who: 'self' } })
    expect(reported.map(({ closed }) => closed)).toEqual([true, true])
    expect(await inForce()).toHaveLength(2)
    expect(new Set(reported.map(({ number }) => number)).size).toBe(2)
  })

  test('an operator who was called back closes too; an auditor cannot report', async () => {
    const caller = await buildIdentity(t.ctx, { channel: 'phone', address: '+77010000009' })
    const call = {
      evidence: 'call_time',
      number: '991240000003',
      assurance: 'verified',
      assuranceReason: 'called back on the trusted phone',
      vouched: true,
    } as const
    const auditor = await staffCtx(t.ctx, 'auditor')
    await expect(reportBy(auditor, caller, call)).rejects.toMatchObject({ code: 'forbidden' })
    const [reported] = await reportBy(operator, caller, call)
    expect(reported?.closed).toBe(true)
  })
})

describe('an uncertain reporter', () => {
  const about = { number: '991240000003', holder: { who: 'unknown' } } as const

  test('opens a case, alerts the officer, warns the trusted contacts, closes nothing', async () => {
    const stranger = await buildIdentity(t.ctx)
    await reportBy(t.ctx, stranger, about)
    expect((await access()).access).toBe('allowed')
    expect(await t.db.select().from(compromiseCase)).toMatchObject([{ state: 'open', clientId }])
    expect(await t.db.select().from(alert)).toMatchObject([
      { kind: 'compromise_reported', severity: 'critical' },
    ])
    expect(await notices('compromise_warning')).toMatchObject([{ address: 'head@firm.example' }])
    const internal = await t.db.select().from(message).where(eq(message.internal, true))
    expect(internal).toHaveLength(1)
    expect(internal[0]?.body).not.toContain('77010000001')
  })

  test('closes at once where the setting says so, as a precaution to be confirmed', async () => {
    await updateSettings(await staffCtx(t.ctx, 'admin'), { compromiseUnverified: 'suspend' })
    const [reported] = await reportBy(t.ctx, await buildIdentity(t.ctx), about)
    expect(reported?.closed).toBe(true)
    const [row] = await t.db.select().from(compromiseCase)
    expect(row?.decision).toBe('precaution')
    await decideCase(officer, {
      caseId: row?.id ?? '',
      decision: 'suspended',
      reason: 'подтвердили по телефону',
    })
    expect(await inForce()).toHaveLength(1)
  })

  test('the officer closes or declines with a reason; both stop the clock; never twice', async () => {
    const [first] = await reportBy(t.ctx, await buildIdentity(t.ctx), about)
    const decide = (decision: 'suspended' | 'declined') =>
      decideCase(officer, { caseId: first?.caseId ?? '', decision, reason: 'проверено' })
    const results = await Promise.allSettled([decide('suspended'), decide('declined')])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const [row] = await t.db.select().from(compromiseCase)
    expect(row?.decidedAt).toEqual(t.clock.now())
    expect(await inForce()).toHaveLength(row?.state === 'suspended' ? 1 : 0)
  })

  test('an operator decides nothing, a decision needs a reason', async () => {
    const [first] = await reportBy(t.ctx, await buildIdentity(t.ctx), about)
    const caseId = first?.caseId ?? ''
    await expect(
      decideCase(operator, { caseId, decision: 'suspended', reason: 'x' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await expect(
      decideCase(officer, { caseId, decision: 'suspended', reason: ' ' }),
    ).rejects.toThrow('reasonMissing')
    expect(await inForce()).toEqual([])
  })

  test('about nobody we know waits for an officer, who names the client', async () => {
    const [first] = await reportBy(t.ctx, await buildIdentity(t.ctx), { number: '881130200005' })
    const stored = await t.db.select().from(compromiseCase)
    expect(stored).toMatchObject([{ clientId: null, state: 'open' }])
    expect(JSON.stringify(stored)).not.toContain('881130200005')
    const decision = {
      caseId: first?.caseId ?? '',
      decision: 'precaution',
      reason: 'это он',
    } as const
    await expect(decideCase(officer, decision)).rejects.toMatchObject({ key: 'caseWithoutClient' })
    await decideCase(officer, { ...decision, clientId })
    expect((await access()).access).toBe('denied')
  })

  test('many victims from one source are looked at first, and nothing is refused', async () => {
    await updateSettings(await staffCtx(t.ctx, 'admin'), { compromiseUnverified: 'suspend' })
    const numbers = ['750615100006', '881130200005', '600101200008', '990228100211', '991150000004']
    for (const number of numbers) {
      await reportBy(t.ctx, await buildIdentity(t.ctx, { address: `9${number}` }), {
        number,
        source: '203.0.113.7',
      })
    }
    const [last] = await reportBy(t.ctx, await buildIdentity(t.ctx), {
      ...about,
      source: '203.0.113.7',
    })
    expect(last?.closed).toBe(false)
    const [row] = await t.db
      .select()
      .from(compromiseCase)
      .where(eq(compromiseCase.id, last?.caseId ?? ''))
    expect(row?.flagged).toBe(true)
    expect(await notices('compromise_warning')).toEqual([])
  })
})

describe('repeats', () => {
  test('join the case: no second suspension, new keys are added, receipt is logged', async () => {
    const head = await headAccount()
    await reportBy(t.ctx, head, { holder: { who: 'self' }, serials: ['1A'] })
    t.clock.advance(60_000)
    const [again] = await reportBy(t.ctx, head, { holder: { who: 'self' }, serials: ['2B'] })
    expect(again).toMatchObject({ repeated: true, closed: true })
    expect(await inForce()).toMatchObject([{ keySerials: ['1A', '2B'] }])
    expect(await t.db.$count(compromiseReport)).toBe(2)
    expect(await t.db.$count(ticket)).toBe(1)
  })

  test('by a verified person closes what a stranger’s report left open', async () => {
    await reportBy(t.ctx, await buildIdentity(t.ctx), { number: '991240000003' })
    await reportBy(t.ctx, await headAccount(), { holder: { who: 'unknown' } })
    expect(await t.db.select().from(compromiseCase)).toMatchObject([
      { state: 'suspended', assurance: 'verified' },
    ])
  })

  test('by another reporter do not show him the first one’s words', async () => {
    const one = await buildIdentity(t.ctx, { address: '1' })
    const two = await buildIdentity(t.ctx, { address: '2' })
    const [first] = await reportBy(t.ctx, one, { number: '991240000003' })
    const [second] = await reportBy(t.ctx, two, { number: '991240000003' })
    expect(second?.caseId).toBe(first?.caseId)
    expect(second?.ticketId).not.toBe(first?.ticketId)
    // He learns nothing of what was there before him.
    const [, answer] = await notices('compromise_received')
    expect(answer?.model).toMatchObject({ repeated: false, closed: false })
  })

  test('an earlier receipt moves the 24 hours back, a later one never forward', async () => {
    const stranger = await buildIdentity(t.ctx)
    const about = { number: '991240000003' }
    t.clock.set('2026-11-28T10:00:00Z')
    await reportBy(t.ctx, stranger, about)
    await reportBy(t.ctx, stranger, { ...about, receivedAt: new Date('2026-11-28T05:00:00Z') })
    t.clock.set('2026-11-28T12:00:00Z')
    await reportBy(t.ctx, stranger, about)
    const [row] = await t.db.select().from(compromiseCase)
    expect(row).toMatchObject({
      receivedAt: new Date('2026-11-28T05:00:00Z'),
      dueAt: new Date('2026-11-29T05:00:00Z'),
    })
  })

  test('of one original change nothing', async () => {
    const stranger = await buildIdentity(t.ctx)
    await reportBy(t.ctx, stranger)
    const [original] = await t.db.select().from(inbound)
    expect(
      await reportBy(t.ctx, stranger, { original: { inboundId: original?.id ?? '' } }),
    ).toEqual([])
    expect(await t.db.$count(compromiseReport)).toBe(1)
  })

  test('in parallel meet in one case with one suspension', async () => {
    const head = await headAccount()
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => reportBy(t.ctx, head, { holder: { who: 'self' } })),
    )
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([])
    expect(await t.db.$count(compromiseCase)).toBe(1)
    expect(await inForce()).toHaveLength(1)
    expect(await t.db.$count(compromiseReport)).toBe(20)
    expect(await verifyAudit(t.db)).toMatchObject({ ok: true })
  })
})

describe('evidence', () => {
  test('a report never changes', async () => {
    await reportBy(t.ctx, await buildIdentity(t.ctx))
    await expect(t.db.update(compromiseReport).set({ receivedAt: new Date(0) })).rejects.toThrow()
    await expect(t.db.delete(compromiseReport)).rejects.toThrow()
  })

  test('of the future is refused, back-dated to a call is not', async () => {
    const caller = await buildIdentity(t.ctx, { channel: 'phone', address: '+77010000009' })
    const later = new Date(t.clock.now().getTime() + 1)
    await expect(reportBy(operator, caller, { receivedAt: later })).rejects.toMatchObject({
      key: 'calledInFuture',
    })
    const called = new Date('2026-11-22T20:00:00Z')
    const [reported] = await reportBy(operator, caller, { receivedAt: called })
    expect(reported?.dueAt).toEqual(new Date('2026-11-23T20:00:00Z'))
  })

  test('holds no key and no password', async () => {
    const secret =
      'пароль: Qwerty123! -----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----'
    await reportBy(t.ctx, await buildIdentity(t.ctx), {
      happened: secret,
      original: { raw: { text: secret } },
    })
    const everything = JSON.stringify([
      await t.db.select().from(inbound),
      await t.db.select().from(compromiseReport),
      await t.db.select().from(message),
      await t.db.select().from(ticket),
    ])
    expect(everything).not.toMatch(/Qwerty123|MIIEvQ/)
  })
})

test('the answer holds the eight points in every language', async () => {
  await reportBy(t.ctx, await headAccount(), { holder: { who: 'self' } })
  const [answer] = await notices('compromise_received')
  const content = parseContent('notice', answer?.model)
  if (content.kind !== 'notice') throw new Error('no notice')
  for (const locale of ['ru', 'kk', 'en'] as const) {
    const points = noticeText(content.model, locale)
    expect(points.map((point) => point.slice(0, 2))).toEqual([
      '1.',
      '2.',
      '3.',
      '4.',
      '5.',
      '6.',
      '7.',
      '8.',
    ])
    expect(points[0]).toMatch(/KNS-\d{3}-\d{3}-\d{3}/)
    expect(points[1]).toContain('24')
    expect(points[2]).toContain('pki.gov.kz')
  }
})

describe('while a case is open', () => {
  test('trusted contacts stand still, unless a supervisor gives a reason', async () => {
    const head = await headAccount()
    await reportBy(t.ctx, head, { holder: { who: 'self' } })
    const change = await askTrustedChange(operator, {
      clientId,
      contactId: head.contactId,
      channel: 'email',
      address: 'new@firm.example',
      ground: 'old_contact',
      reason: 'просят',
    })
    const confirm = { changeId: change.id, verdict: 'confirm' } as const
    await expect(endTrustedChange(operator, confirm)).rejects.toMatchObject({
      key: 'trustedFrozen',
    })
    await expect(
      endTrustedChange(operator, { ...confirm, override: 'надо' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    const supervisor = await staffCtx(t.ctx, 'supervisor')
    await endTrustedChange(supervisor, { ...confirm, override: 'личный визит' })
  })

  test('the officer is told again until he takes it, and at 50, 75 and 100 per cent once each', async () => {
    const [first] = await reportBy(t.ctx, await buildIdentity(t.ctx), { number: '991240000003' })
    const announced: string[] = []
    const count = async () => {
      await t.drain({ 'announce-alert': async (_, { alertId }) => void announced.push(alertId) })
      return announced.length
    }
    expect(await count()).toBe(1)
    await escalateCases(t.ctx)
    expect(await count()).toBe(1)
    t.clock.advance(5 * 60_000)
    await escalateCases(t.ctx)
    expect(await count()).toBe(2)
    t.clock.advance(12 * 3_600_000)
    await escalateCases(t.ctx)
    await escalateCases(t.ctx)
    expect(await count()).toBe(4)
    await acknowledgeCase(officer, { caseId: first?.caseId ?? '' })
    expect(await t.db.$count(alert, isNull(alert.acknowledgedAt))).toBe(0)
    t.clock.advance(12 * 3_600_000)
    await escalateCases(t.ctx)
    expect(await count()).toBe(5)
  })
})

test('closing the ticket of a case opens nothing', async () => {
  await reportBy(t.ctx, await headAccount(), { holder: { who: 'unknown' } })
  await t.db.update(ticket).set({ status: 'closed' })
  t.clock.advance(365 * 24 * 3_600_000)
  await escalateCases(t.ctx)
  expect((await access()).access).toBe('denied')
  expect(await t.db.$count(suspension, and(isNull(suspension.liftedAt)))).toBe(1)
})
