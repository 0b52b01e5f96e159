import { and, eq, isNull } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { auditEvent } from '../../db/schema/audit.ts'
import { client, clientContact, trustedContact } from '../../db/schema/clients.ts'
import { contact, identity } from '../../db/schema/people.ts'
import { outbound } from '../../db/schema/transport.ts'
import { verifyAudit } from '../../src/audit-verify.ts'
import { addClientContact } from '../../src/clients/add-client-contact.ts'
import { askTrustedChange } from '../../src/clients/ask-trusted-change.ts'
import { createClient } from '../../src/clients/create-client.ts'
import { editClient } from '../../src/clients/edit-client.ts'
import { endClientContact } from '../../src/clients/end-client-contact.ts'
import { endTrustedChange } from '../../src/clients/end-trusted-change.ts'
import { clientPage, clientsList } from '../../src/clients/queries.ts'
import { revealClient } from '../../src/clients/reveal-client.ts'
import { addressStanding, senderContext } from '../../src/clients/sender-context.ts'
import type { Ctx } from '../../src/context.ts'
import { type TestContext, testContext } from '../harness.ts'
import { buildClient, buildIdentity, head, staffCtx } from './build-client.ts'

let t: TestContext
let operator: Ctx
beforeEach(async () => {
  t = await testContext()
  operator = await staffCtx(t.ctx, 'operator')
})
afterEach(() => t.close())

const fails = (code: string, key: string) => expect.objectContaining({ code, key })
const legal = { kind: 'legal_entity', name: 'ТОО «Ромашка»', number: '991240000003' } as const

async function trustedInForce(clientId: string) {
  const rows = await t.db
    .select()
    .from(trustedContact)
    .where(and(eq(trustedContact.clientId, clientId), isNull(trustedContact.until)))
  return Object.fromEntries(rows.map((row) => [row.channel, row.address]))
}

async function oneContact(clientId: string): Promise<string> {
  const [row] = await t.db.select().from(clientContact).where(eq(clientContact.clientId, clientId))
  return row?.contactId ?? ''
}

describe('a client', () => {
  test('keeps its BIN encrypted, and it is found by the whole number only', async () => {
    const { id } = await createClient(operator, legal)
    expect(JSON.stringify(await t.db.select().from(client))).not.toContain(legal.number)
    expect(await clientsList(operator, { search: '9912 4000 0003' })).toMatchObject([
      { id, number: '991240******' },
    ])
    expect(await clientsList(operator, { search: '991240' })).toEqual([])
  })

  test('is found by the beginnings of words of its name or of its people, in any order', async () => {
    const { id } = await buildClient(operator, { name: 'ТОО «Алтын-Дән 2000»' })
    for (const search of ['алтын', 'ДӘН тоо', '«Алтын', '2000 алт', 'сатп айгерим']) {
      expect((await clientsList(operator, { search })).map((one) => one.id)).toEqual([id])
    }
    for (const search of ['лтын', 'алтын ромашка', "'", '& | !:*', "алтын':* | 'я"]) {
      expect(await clientsList(operator, { search })).toEqual([])
    }
  })

  test.each([
    ['individual', '991240000003', 'number_needs_iin'],
    ['legal_entity', '750615100006', 'number_needs_bin'],
    ['legal_entity', '991240000004', 'number_checkDigit'],
    ['legal_entity', '000000000000', 'number_zeros'],
    ['legal_entity', '', 'numberMissing'],
  ] as const)('of kind %s is refused with %s: %s', async (kind, number, key) => {
    await expect(createClient(operator, { kind, name: 'Имя', number })).rejects.toEqual(
      fails('invalid', key),
    )
    expect(await t.db.$count(client)).toBe(0)
  })

  test('a joint sole trader has a BIN of type 6; others an IIN', async () => {
    await createClient(operator, { kind: 'sole_trader', name: 'ИП', number: '991160000009' })
    await createClient(operator, { kind: 'sole_trader', name: 'ИП', number: '881130200005' })
  })

  test('without a number needs a reason, unless a non-resident', async () => {
    await createClient(operator, { kind: 'other', name: 'А', noNumberReason: 'ждём документы' })
    await createClient(operator, { kind: 'individual', name: 'B', nonResident: true })
    expect(await t.db.$count(client, isNull(client.numberHash))).toBe(2)
  })

  test('of two created at once with one number, one wins', async () => {
    const results = await Promise.allSettled([1, 2, 3].map(() => createClient(operator, legal)))
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    expect(await t.db.$count(client)).toBe(1)
  })

  test('an edit is told in the audit log, and consent withdrawn does not come back', async () => {
    const { id } = await createClient(operator, legal)
    await editClient(operator, { clientId: id, ...legal, name: 'ТОО «Василёк»', logoConsent: 'no' })
    const [last] = (await clientPage(operator, id))?.history ?? []
    expect(last).toMatchObject({
      action: 'client.edited',
      data: { changed: { name: ['ТОО «Ромашка»', 'ТОО «Василёк»'] } },
    })
    await expect(
      editClient(operator, { clientId: id, ...legal, logoConsent: 'yes' }),
    ).rejects.toEqual(fails('precondition', 'logoProhibited'))
    const said = await t.db.select({ data: auditEvent.data }).from(auditEvent)
    expect(JSON.stringify(said)).not.toContain(legal.number)
    expect(await verifyAudit(t.db)).toMatchObject({ ok: true })
  })

  test('revealed shows everything and leaves an audit row; an auditor is refused', async () => {
    const { id } = await buildClient(operator)
    const page = await clientPage(operator, id)
    expect(JSON.stringify(page)).not.toMatch(/750615100006|77010000001|head@firm/)
    const revealed = await revealClient(operator, { clientId: id })
    expect(revealed.number).toBe('991240000003')
    expect(Object.values(revealed.iins)).toEqual([head.iin])
    expect(Object.values(revealed.addresses)).toContain(head.phone)
    expect((await clientPage(operator, id))?.history[0]?.action).toBe('client.revealed')
    const auditor = await staffCtx(t.ctx, 'auditor')
    await expect(revealClient(auditor, { clientId: id })).rejects.toEqual(
      fails('forbidden', 'role'),
    )
  })
})

describe('people', () => {
  test('one person acts for several organisations, found by IIN or by address', async () => {
    const first = await buildClient(operator)
    const second = await buildClient(operator, {
      number: '991241001803',
      name: 'Филиал',
      kind: 'branch',
    })
    const third = await buildClient(operator, {
      number: '991150000004',
      name: 'Третья',
      person: { ...head, iin: '', role: 'user' },
    })
    const people = await Promise.all([first, second, third].map(({ id }) => oneContact(id)))
    expect(new Set(people).size).toBe(1)
    const found = await clientsList(operator, { search: head.iin })
    expect(found).toHaveLength(3)
  })

  test('somebody with another IIN is somebody else, even at the same address', async () => {
    const { id } = await buildClient(operator)
    const { contactId } = await addClientContact(operator, {
      clientId: id,
      ...head,
      name: 'Бухгалтер',
      role: 'user',
      iin: '881130200005',
    })
    expect(contactId).not.toBe(await oneContact(id))
  })

  test('an authorised person needs a ground; when it expires he is a mere user', async () => {
    const { id } = await buildClient(operator)
    const lawyer = {
      clientId: id,
      name: 'Юрист',
      role: 'authorised',
      email: 'law@firm.example',
    } as const
    await expect(addClientContact(operator, lawyer)).rejects.toEqual(
      fails('invalid', 'basisMissing'),
    )
    await addClientContact(operator, {
      ...lawyer,
      basis: 'Доверенность № 5',
      validUntil: new Date('2026-11-24T00:00:00Z'),
    })
    const sender = await buildIdentity(t.ctx, { channel: 'email', address: 'law@firm.example' })
    const before = await senderContext(t.db, sender.id, t.clock.now())
    expect(before?.clients).toMatchObject([{ clientId: id, mayAct: true }])
    t.clock.set('2026-11-24T00:00:00Z')
    const after = await senderContext(t.db, sender.id, t.clock.now())
    expect(after).toMatchObject({ known: true, clients: [{ mayAct: false }] })
  })

  test('a new first head takes the place of the old one', async () => {
    const { id } = await buildClient(operator)
    await addClientContact(operator, { clientId: id, name: 'Новый', role: 'first_head' })
    const roles = await t.db.select().from(clientContact)
    expect(roles.map(({ role }) => role).toSorted()).toEqual(['first_head', 'user'])
  })

  test('who holds a trusted contact cannot leave', async () => {
    const { id } = await buildClient(operator)
    const contactId = await oneContact(id)
    await expect(endClientContact(operator, { clientId: id, contactId })).rejects.toEqual(
      fails('precondition', 'holdsTrustedContact'),
    )
  })

  test('who wrote as a stranger before is recognised by his trusted address', async () => {
    const stranger = await buildIdentity(t.ctx, { channel: 'email', address: head.email })
    await buildClient(operator)
    expect(await addressStanding(t.db, head.email)).toBe('trusted')
    expect(await senderContext(t.db, stranger.id, t.clock.now())).toMatchObject({
      known: true,
      assurance: 'verified',
    })
  })

  test('an address typed in by staff is only claimed', async () => {
    const { id } = await buildClient(operator)
    await addClientContact(operator, {
      clientId: id,
      name: 'Бухгалтер',
      role: 'user',
      email: 'acc@firm.example',
    })
    expect(await addressStanding(t.db, 'acc@firm.example')).toBe('known')
    const [row] = await t.db.select().from(identity).where(eq(identity.address, 'acc@firm.example'))
    expect(row).toMatchObject({ assurance: 'claimed', established: 'staff' })
  })

  test('a stranger is unknown', async () => {
    const sender = await buildIdentity(t.ctx)
    expect(await senderContext(t.db, sender.id, t.clock.now())).toEqual({
      known: false,
      assurance: 'unknown',
      clients: [],
      suspended: false,
    })
  })
})

describe('a trusted contact', () => {
  const ask = async (ctx: Ctx, clientId: string, ground: 'old_contact' | 'manual') =>
    askTrustedChange(ctx, {
      clientId,
      contactId: await oneContact(clientId),
      channel: 'email',
      address: 'New@Firm.example',
      ground,
      reason: 'сменили домен',
    })

  test('changes in two steps; old and new address are told; the old one stays in the history', async () => {
    const { id } = await buildClient(operator)
    const change = await ask(operator, id, 'old_contact')
    expect((await trustedInForce(id)).email).toBe(head.email)
    await endTrustedChange(operator, { changeId: change.id, verdict: 'confirm' })
    expect(await trustedInForce(id)).toEqual({ phone: head.phone, email: 'new@firm.example' })
    const told = await t.db.select().from(outbound)
    expect(told.map(({ address, model }) => [address, (model as { topic: string }).topic])).toEqual(
      expect.arrayContaining([
        [head.email, 'trusted_change_asked'],
        [head.email, 'trusted_changed'],
        ['new@firm.example', 'trusted_changed'],
      ]),
    )
    expect(JSON.stringify(told.map(({ model }) => model))).not.toContain('new@firm.example')
    expect((await clientPage(operator, id))?.trusted).toHaveLength(3)
    expect(await addressStanding(t.db, head.email)).toBe('known')
  })

  test('asked for without the old contact needs a second person', async () => {
    const { id } = await buildClient(operator)
    const change = await ask(operator, id, 'manual')
    await expect(
      endTrustedChange(operator, { changeId: change.id, verdict: 'confirm' }),
    ).rejects.toEqual(fails('precondition', 'secondPersonNeeded'))
    const second = await staffCtx(t.ctx, 'supervisor')
    await endTrustedChange(second, { changeId: change.id, verdict: 'confirm' })
    expect((await trustedInForce(id)).email).toBe('new@firm.example')
  })

  test('is never two: of parallel wishes one is recorded, of parallel confirmations one counts', async () => {
    const { id } = await buildClient(operator)
    const asked = await Promise.allSettled([1, 2].map(() => ask(operator, id, 'old_contact')))
    const won = asked.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    expect(won).toHaveLength(1)
    const changeId = won[0]?.id ?? ''
    const ended = await Promise.allSettled(
      [1, 2, 3].map(() => endTrustedChange(operator, { changeId, verdict: 'confirm' })),
    )
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(
      await t.db.$count(
        trustedContact,
        and(eq(trustedContact.channel, 'email'), isNull(trustedContact.until)),
      ),
    ).toBe(1)
    expect(await verifyAudit(t.db)).toMatchObject({ ok: true })
  })

  test('withdrawn changes nothing', async () => {
    const { id } = await buildClient(operator)
    const change = await ask(operator, id, 'old_contact')
    await endTrustedChange(operator, { changeId: change.id, verdict: 'cancel' })
    expect((await trustedInForce(id)).email).toBe(head.email)
    await expect(
      endTrustedChange(operator, { changeId: change.id, verdict: 'confirm' }),
    ).rejects.toEqual(fails('conflict', 'changeAlreadyEnded'))
  })
})

test('an IIN of a person lies encrypted', async () => {
  await buildClient(operator)
  const stored = JSON.stringify(await t.db.select().from(contact))
  expect(stored).not.toContain(head.iin)
})
