import { and, eq, isNull } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { suspension } from '../../db/schema/access.ts'
import { client, clientContact, trustedContact } from '../../db/schema/clients.ts'
import { identity } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { findByNumber } from '../../src/access/queries.ts'
import { suspendClient } from '../../src/access/suspend-client.ts'
import { verifyAudit } from '../../src/audit-verify.ts'
import { addClientContact } from '../../src/clients/add-client-contact.ts'
import { askTrustedChange } from '../../src/clients/ask-trusted-change.ts'
import { createClient } from '../../src/clients/create-client.ts'
import { editClient } from '../../src/clients/edit-client.ts'
import { inspectClientMerge } from '../../src/clients/inspect-client-merge.ts'
import { mergeClients } from '../../src/clients/merge-clients.ts'
import { inspectContactMerge, mergeContacts } from '../../src/clients/merge-contacts.ts'
import { clientPage, clientsList } from '../../src/clients/queries.ts'
import { undoMerge } from '../../src/clients/undo-merge.ts'
import { actingAs, type Ctx } from '../../src/context.ts'
import { upsertClient } from '../../src/platform/upsert-client.ts'
import { seedDatabase } from '../../src/seed.ts'
import { tariffsOfClient } from '../../src/tariffs/queries.ts'
import { recordPayment } from '../../src/tariffs/record-payment.ts'
import { subscribeClient } from '../../src/tariffs/subscribe-client.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { type TestContext, testContext } from '../harness.ts'
import { staffCtx } from './build-client.ts'

let t: TestContext
let supervisor: Ctx
beforeAll(async () => {
  t = await testContext()
  await seedDatabase(t.db, t.clock.now())
  supervisor = await staffCtx(t.ctx, 'supervisor')
})
afterAll(() => t.close())

const numbers = [
  '600101200008',
  '881130200005',
  '991240000003',
  '991241001803',
  '991150000004',
  '991160000009',
]
let count = 0
let from: string
let into: string

async function build(name: string, number: string): Promise<string> {
  count += 1
  const { id } = await createClient(supervisor, {
    kind: 'other',
    name,
    number,
    noNumberReason: number === '' ? 'не прислали' : '',
    person: {
      name: `Глава ${count}`,
      role: 'first_head',
      email: `head${count}@firm.example`,
      phone: `+7701000${String(count).padStart(4, '0')}`,
    },
  })
  return id
}

/** Rows of everything that can go over, by whom they belong to. */
async function state() {
  const people = await t.db.select().from(clientContact)
  const trusted = await t.db.select().from(trustedContact)
  const grounds = await t.db.select().from(suspension)
  const clients = await t.db
    .select({ id: client.id, hash: client.numberHash, merged: client.mergedIntoId })
    .from(client)
  const of = (id: string) => ({
    people: people
      .filter((row) => row.clientId === id)
      .map(({ contactId, role }) => `${contactId} ${role}`)
      .toSorted(),
    trusted: trusted
      .filter((row) => row.clientId === id)
      .map(({ address, until }) => `${address} ${until !== null}`)
      .toSorted(),
    grounds: grounds.filter((row) => row.clientId === id).length,
    hash: clients.find((row) => row.id === id)?.hash,
    merged: clients.find((row) => row.id === id)?.merged,
  })
  return { from: of(from), into: of(into), tariffs: await tariffsOfClient(t.db, from) }
}

beforeEach(async () => {
  from = await build('Двойник', numbers.pop() ?? '')
  into = await build('Настоящий', '')
})

describe('a merge of two clients', () => {
  test('moves everything, keeps what the other one has, and is taken back to the row', async () => {
    await suspendClient(supervisor, { clientId: from, scope: 'platform', codes: ['4.3.1'] })
    await recordPayment(supervisor, {
      clientId: from,
      tariffCode: 'business',
      invoiceNumber: 'СЧ-1',
      amountTenge: '14900',
      paidOn: '2026-11-23',
    })
    await subscribeClient(supervisor, { clientId: into, tariffCode: 'start' })
    const preview = await inspectClientMerge(t.db, from, into)
    expect(preview).toMatchObject({
      blocked: null,
      counts: { people: 1, trusted: 2, suspensions: 1, cases: 0, subscriptions: 1, payments: 1 },
      notes: ['trustedEnds', 'headBecomesUser', 'tariffEnds', 'numberTaken'],
    })
    const before = await state()
    const { mergeId } = await mergeClients(supervisor, { fromId: from, intoId: into })
    const merged = await state()
    expect(merged.from).toMatchObject({ people: [], trusted: [], grounds: 0, merged: into })
    expect(merged.into).toMatchObject({ hash: before.from.hash, grounds: 1 })
    expect(merged.into.people).toHaveLength(2)
    expect(merged.into.people.filter((row) => row.endsWith('first_head'))).toHaveLength(1)
    expect(merged.into.trusted.filter((row) => row.endsWith('false'))).toEqual(before.into.trusted)
    expect((await clientsList(supervisor, { search: 'Двойник' })).length).toBe(0)
    await undoMerge(supervisor, { mergeId })
    expect(await state()).toEqual({
      ...before,
      tariffs: {
        ...before.tariffs,
        subscriptions: before.tariffs.subscriptions.map((row) => ({
          ...row,
          updatedAt: expect.any(Date),
        })),
      },
    })
    await expect(undoMerge(supervisor, { mergeId })).rejects.toMatchObject({ key: 'mergeUndone' })
  })

  test('what came afterwards stays with the joint client', async () => {
    const { mergeId } = await mergeClients(supervisor, { fromId: from, intoId: into })
    await suspendClient(supervisor, { clientId: from, scope: 'platform', codes: ['4.3.2'] })
    expect((await state()).into.grounds).toBe(1)
    await undoMerge(supervisor, { mergeId })
    expect(await state()).toMatchObject({ into: { grounds: 1 }, from: { grounds: 0 } })
  })

  test('the platform reaches the joint client by either id, and what staff recorded stays', async () => {
    const platform = actingAs(t.ctx, { kind: 'platform', keyId: 'key' })
    const said = { kind: 'other', nonResident: true, noNumberReason: 'нет' } as const
    const upsert = (platformId: string, name: string) =>
      upsertClient(platform, { ...said, platformId, name })
    const { client: one } = await upsert('org-1', 'Первый')
    const { client: other } = await upsert('org-2', 'Второй')
    await editClient(supervisor, {
      clientId: one.id,
      ...said,
      name: 'Первый',
      acceptedVersion: 'редакция 2',
    })
    await mergeClients(supervisor, { fromId: other.id, intoId: one.id })
    expect(await upsert('org-2', 'Общий')).toMatchObject({
      created: false,
      client: { id: one.id, name: 'Общий', platformId: 'org-1', acceptedVersion: 'редакция 2' },
    })
    expect((await upsert('org-1', 'Общий')).client.id).toBe(one.id)
  })

  test('is refused for two numbers, for one client, while something is pending, and to an operator', async () => {
    const other = await build('С номером', numbers.pop() ?? '')
    const merge = (fromId: string, intoId: string) => mergeClients(supervisor, { fromId, intoId })
    await expect(merge(from, other)).rejects.toMatchObject({ key: 'mergeNumbersDiffer' })
    await expect(merge(from, from)).rejects.toMatchObject({ key: 'mergeSame' })
    const [head] = await t.db.select().from(clientContact).where(eq(clientContact.clientId, from))
    await askTrustedChange(supervisor, {
      clientId: from,
      contactId: head?.contactId ?? '',
      channel: 'email',
      address: 'new@firm.example',
      ground: 'manual',
      reason: 'почта сменилась',
    })
    await expect(merge(from, into)).rejects.toMatchObject({ key: 'mergePending' })
    const operator = await staffCtx(t.ctx, 'operator')
    await expect(mergeClients(operator, { fromId: into, intoId: other })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})

describe('a merge of two persons', () => {
  test('moves addresses, tickets, roles and the IIN, and is taken back', async () => {
    const page = async () => (await clientPage(supervisor, into))?.contacts ?? []
    const [head] = await page()
    const { contactId: twin } = await addClientContact(supervisor, {
      clientId: into,
      name: 'Глава опять',
      role: 'authorised',
      basis: 'приказ',
      iin: '990228100211',
      email: 'twin@mail.example',
    })
    const headId = head?.contactId ?? ''
    const opened = await t.db.transaction(async (tx) => {
      const [sender] = await tx.select().from(identity).where(eq(identity.contactId, twin))
      if (!sender) throw new Error('no identity')
      return openTicket(t.ctx, tx, {
        sender,
        channel: 'email',
        locale: 'ru',
        subject: 'Вопрос',
        body: 'Вопрос',
        receivedAt: t.clock.now(),
        quietMs: 0,
      })
    })
    const before = await page()
    expect(await inspectContactMerge(t.db, headId, twin)).toMatchObject({
      blocked: null,
      counts: { clients: 1, addresses: 2, tickets: 0, trusted: 2, suspensions: 0 },
    })
    const { mergeId } = await mergeContacts(supervisor, { fromId: twin, intoId: headId })
    const [joint, ...others] = await page()
    expect(others).toEqual([])
    expect(joint).toMatchObject({ contactId: headId, role: 'first_head', iin: '990228******' })
    expect(joint?.identities).toHaveLength(3)
    const requester = async () =>
      (await t.db.select().from(ticket).where(eq(ticket.id, opened.ticket.id)))[0]?.requesterId
    expect(await requester()).toBe(headId)
    // The IIN stands for the living person, not for the merged one.
    expect(await findByNumber(t.ctx, '990228100211')).toEqual([
      { clientId: into, holderContactId: headId },
    ])
    await undoMerge(supervisor, { mergeId })
    expect(await page()).toEqual(before)
    expect(await requester()).toBe(twin)
  })

  test('the higher role wins, whoever had it', async () => {
    const [head] = await t.db
      .select()
      .from(clientContact)
      .where(and(eq(clientContact.clientId, into), isNull(clientContact.endedAt)))
    const { contactId: user } = await addClientContact(supervisor, {
      clientId: into,
      name: 'Пользователь',
      role: 'user',
      email: 'user@mail.example',
    })
    const { mergeId } = await mergeContacts(supervisor, {
      fromId: head?.contactId ?? '',
      intoId: user,
    })
    const roles = async () =>
      Object.fromEntries(
        (await t.db.select().from(clientContact).where(eq(clientContact.clientId, into))).map(
          ({ contactId, role }) => [contactId, role],
        ),
      )
    expect((await roles())[user]).toBe('first_head')
    await undoMerge(supervisor, { mergeId })
    expect(await roles()).toMatchObject({ [user]: 'user', [head?.contactId ?? '']: 'first_head' })
  })
})

test('every merge is in an audit log without a gap', async () => {
  expect((await verifyAudit(t.db)).ok).toBe(true)
})
