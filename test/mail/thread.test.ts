import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditEvent } from '../../db/schema/audit.ts'
import { ticketCc } from '../../db/schema/senders.ts'
import { ticket, ticketLink } from '../../db/schema/tickets.ts'
import { addClientContact } from '../../src/clients/add-client-contact.ts'
import { actingAs, type Ctx } from '../../src/context.ts'
import { makePlusToken, plusAddress } from '../../src/email/token.ts'
import { decideParticipant } from '../../src/tickets/decide-participant.ts'
import { mergeTickets } from '../../src/tickets/merge-tickets.ts'
import { replyToTicket } from '../../src/tickets/reply-to-ticket.ts'
import { buildStaff } from '../admin/desk.ts'
import { buildClient, head } from '../clients/build-client.ts'
import { type TestContext, testContext } from '../harness.ts'
import { mailDesk, settings } from './mail-desk.ts'

let desk: TestContext
let mail: ReturnType<typeof mailDesk>
let staff: Ctx
beforeAll(async () => {
  desk = await testContext()
  mail = mailDesk(desk)
  const { staffId } = await buildStaff(desk.ctx)
  staff = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'operator' })
})
afterAll(() => desk.close())

const ivan = 'Иван <ivan@example.kz>'
const stranger = 'Чужой <stranger@example.org>'

async function status(id: string) {
  const [row] = await desk.db.select().from(ticket).where(eq(ticket.id, id))
  return row?.status
}

async function claims(id: string) {
  const rows = await desk.db.select().from(ticketLink).where(eq(ticketLink.fromId, id))
  return rows.map(({ toId, kind }) => `${kind} ${toId}`)
}

describe('a reply of the requester joins his ticket', () => {
  test('by our signed Message-ID, nearest first', async () => {
    const old = await mail.opened({ from: ivan, subject: 'Счёт за март' })
    const newer = await mail.opened({ from: ivan, subject: 'Счёт за март' })
    const outcome = await mail.receive({
      from: ivan,
      subject: 'Re: Счёт за март',
      headers: {
        References: `${mail.ownId(old.id)} ${mail.ownId(newer.id)}`,
        'In-Reply-To': mail.ownId(newer.id),
      },
    })
    expect(outcome).toEqual({ outcome: 'appended', ticketId: newer.id, reason: 'own_message_id' })
  })

  test('by the token of the address, also when only the envelope names it', async () => {
    const opened = await mail.opened({ from: ivan, subject: 'Не приходит СМС' })
    const to = plusAddress(settings.supportAddress, makePlusToken(opened.id, settings.secretKey))
    const inHeader = await mail.receive({ from: ivan, subject: '', headers: { To: to } })
    expect(inHeader).toMatchObject({ ticketId: opened.id, reason: 'plus_token' })
    const blind = await mail.receive({
      from: ivan,
      subject: '',
      envelope: {
        from: 'ivan@example.kz',
        to: [to],
        peer: { address: '127.0.0.1', helo: 'mx' },
      },
    })
    expect(blind).toMatchObject({ ticketId: opened.id, reason: 'plus_token' })
  })

  test.each(['Re: ', 'HA: ', 'Жауап: ', 'Пересл: ', 'Fwd: ', 'WG: ', ''])(
    'by the ID in the subject behind «%s»',
    async (prefix) => {
      const opened = await mail.opened({ from: ivan, subject: 'Договор' })
      const subject = `${prefix}${opened.tag.replace('KNS', 'КНС')} совсем другие слова`
      const outcome = await mail.receive({ from: ivan, subject })
      expect(outcome).toMatchObject({ outcome: 'appended', ticketId: opened.id })
    },
  )

  test('by the ID in a subject that is encoded (RFC 2047)', async () => {
    const opened = await mail.opened({ from: ivan, subject: 'Счёт не подписан' })
    const words = Buffer.from(`Отв: ${opened.tag} Счёт не подписан`)
    // Cut between two letters, as mailers do with long subjects.
    const subject = [words.subarray(0, 18), words.subarray(18)]
      .map((part) => `=?utf-8?B?${part.toString('base64')}?=`)
      .join('\r\n ')
    expect(await mail.receive({ from: ivan, subject })).toEqual({
      outcome: 'appended',
      ticketId: opened.id,
      reason: 'subject_id',
    })
  })

  test('by the conversation of Outlook, where a reply names no mail', async () => {
    const head = Buffer.from(Array.from({ length: 22 }, (_, n) => n + 1))
    const at = (bytes: Buffer) => ({ 'Thread-Index': bytes.toString('base64') })
    const reply = at(Buffer.concat([head, Buffer.alloc(5, 9)]))
    const subject = 'Акт из Outlook'
    const opened = await mail.opened({ from: ivan, subject, headers: at(head) })
    const said = { from: ivan, subject: `RE: ${subject}`, headers: reply }
    expect(await mail.receive(said)).toMatchObject({ outcome: 'appended', ticketId: opened.id })
    // A first mail of the same name is no reply, and a stranger's reply stays outside.
    const again = await mail.receive({ from: ivan, subject, headers: at(head) })
    expect(again).toMatchObject({ outcome: 'opened', reason: 'no_claim' })
    expect(await mail.receive({ ...said, from: stranger })).toMatchObject({
      outcome: 'opened',
      reason: 'not_a_participant',
    })
  })

  test('by a stored Message-ID of his own, unless he forwards it', async () => {
    const opened = await mail.opened({
      from: ivan,
      subject: 'Акт',
      headers: { 'Message-ID': '<first@ivan.example>' },
    })
    const headers = { 'In-Reply-To': '<first@ivan.example>' }
    expect(await mail.receive({ from: ivan, subject: 'Re: Акт', headers })).toMatchObject({
      outcome: 'appended',
      ticketId: opened.id,
      reason: 'foreign_message_id',
    })
    expect(await mail.receive({ from: ivan, subject: 'Жіберу: Акт', headers })).toMatchObject({
      outcome: 'opened',
      reason: 'forward',
    })
  })
})

describe('a stranger who knows an ID', () => {
  test('gets a ticket of his own, linked for staff, and nothing of the other reaches him', async () => {
    const secret = 'тайные слова прежней переписки'
    const opened = await mail.opened({ from: ivan, subject: 'Секрет', body: secret })
    for (const headers of [
      { Subject: `Re: ${opened.tag} Секрет` },
      { Subject: 'Re: Секрет', 'In-Reply-To': mail.ownId(opened.id) },
    ]) {
      const outcome = await mail.receive({ from: stranger, headers })
      expect(outcome).toMatchObject({ outcome: 'opened', reason: 'not_a_participant' })
      if (outcome.outcome !== 'opened') throw new Error('unreachable')
      expect(await claims(outcome.ticketId)).toEqual([`claims ${opened.id}`])
    }
    expect(await mail.messages(opened.id)).toHaveLength(1)
    const toStranger = (await mail.outgoing()).filter((row) => row.address.includes('stranger'))
    expect(JSON.stringify(toStranger)).not.toContain(secret)
  })
})

describe('an address in Cc', () => {
  const colleague = 'Коллега <buh@example.kz>'

  test('takes part only after staff accepted it; an unproven naming needs a reason', async () => {
    const opened = await mail.opened({
      from: ivan,
      subject: 'С копией',
      headers: { Cc: `${colleague}, support+x@kense.app, noreply@example.kz, ${ivan}` },
    })
    const named = await desk.db.select().from(ticketCc).where(eq(ticketCc.ticketId, opened.id))
    expect(named).toMatchObject([{ address: 'buh@example.kz', name: 'Коллега', decision: null }])

    const reply = { from: colleague, subject: `Re: ${opened.tag} С копией` }
    expect(await mail.receive(reply)).toMatchObject({ reason: 'not_a_participant' })

    const decision = { ticketId: opened.id, address: 'buh@example.kz', accept: true }
    await expect(decideParticipant(staff, decision)).rejects.toMatchObject({ key: 'ccReason' })
    await decideParticipant(staff, { ...decision, reason: 'подтверждено по телефону' })
    expect(await mail.receive(reply)).toMatchObject({ outcome: 'appended', ticketId: opened.id })
    await expect(
      decideParticipant(staff, { ...decision, reason: 'ещё раз' }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  test('that staff declined stays a stranger', async () => {
    const opened = await mail.opened({
      from: ivan,
      subject: 'Копия чужому',
      headers: { Cc: 'other@example.org' },
    })
    await decideParticipant(staff, {
      ticketId: opened.id,
      address: 'other@example.org',
      accept: false,
    })
    const outcome = await mail.receive({ from: 'other@example.org', subject: opened.tag })
    expect(outcome).toMatchObject({ outcome: 'opened', reason: 'not_a_participant' })
  })

  test('cannot be accepted by the system or for a ticket that never named it', async () => {
    const opened = await mail.opened({ from: ivan, subject: 'Без копии' })
    const decision = { ticketId: opened.id, address: 'buh@example.kz', accept: true, reason: 'x' }
    await expect(decideParticipant(desk.ctx, decision)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(decideParticipant(staff, decision)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('a colleague at the same client', () => {
  const people = {
    head: 'head@firm.example',
    clerk: 'clerk@firm.example',
    user: 'user@firm.example',
  }
  const expired = 'former@firm.example'

  test('takes part while he may act for the client, a mere user does not', async () => {
    const firm = await buildClient(staff, { person: { ...head, email: people.head } })
    const add = (email: string, role: 'authorised' | 'user', validUntil: Date | null = null) =>
      addClientContact(staff, {
        clientId: firm.id,
        name: email,
        role,
        basis: 'доверенность',
        email,
        validUntil,
      })
    await add(people.clerk, 'authorised')
    await add(people.user, 'user')
    await add(expired, 'authorised', new Date('2020-01-01'))
    const opened = await mail.opened({ from: people.head, subject: 'Общее дело' })
    const subject = `Re: ${opened.tag} Общее дело`
    expect(await mail.receive({ from: people.clerk, subject })).toMatchObject({
      outcome: 'appended',
      ticketId: opened.id,
    })
    for (const from of [people.user, expired]) {
      expect(await mail.receive({ from, subject })).toMatchObject({ reason: 'not_a_participant' })
    }
  })

  test('does not, where the requester acts for several clients', async () => {
    const other = await buildClient(staff, {
      name: 'ТОО «Тюльпан»',
      number: '',
      noNumberReason: 'test',
      nonResident: true,
      person: null,
    })
    await addClientContact(staff, {
      clientId: other.id,
      name: 'Айгерим Сатпаева',
      role: 'first_head',
      email: people.head,
    })
    const opened = await mail.opened({ from: people.head, subject: 'Чьё дело' })
    const outcome = await mail.receive({ from: people.clerk, subject: opened.tag })
    expect(outcome).toMatchObject({ reason: 'not_a_participant' })
  })
})

describe('the state of the ticket', () => {
  test('short thanks to a solved ticket is added and reopens nothing, a question reopens', async () => {
    const opened = await mail.opened({ from: ivan, subject: 'Решаемое' })
    await replyToTicket(staff, { ticketId: opened.id, text: 'Готово.', resolve: true })
    const subject = `Re: ${opened.tag} Решаемое`
    for (const body of ['Спасибо!', 'Рақмет!', 'Thanks a lot!']) {
      await mail.receive({ from: ivan, subject, body })
      expect(await status(opened.id)).toBe('resolved')
    }
    await mail.receive({ from: ivan, subject, body: 'Ошибка вернулась.' })
    expect(await status(opened.id)).toBe('in_progress')
    expect(await mail.messages(opened.id)).toHaveLength(6)
  })

  test('an ID of a merged ticket leads to the one that took it over, however often', async () => {
    const last = await mail.opened({ from: ivan, subject: 'Основное' })
    const middle = await mail.opened({ from: ivan, subject: 'Повтор' })
    const first = await mail.opened({ from: ivan, subject: 'Дубль' })
    await mergeTickets(staff, { fromId: first.id, intoId: middle.id })
    await mergeTickets(staff, { fromId: middle.id, intoId: last.id })
    for (const merged of [first, middle]) {
      const outcome = await mail.receive({ from: ivan, subject: `Re: ${merged.tag} Дубль` })
      expect(outcome).toMatchObject({ outcome: 'appended', ticketId: last.id })
    }
    expect(await claims(last.id)).toEqual([])
  })

  test('of two IDs the first known one wins, and staff are told', async () => {
    const first = await mail.opened({ from: ivan, subject: 'Первое' })
    const second = await mail.opened({ from: ivan, subject: 'Второе' })
    const subject = `${first.tag} и ${second.tag}`
    expect(await mail.receive({ from: ivan, subject })).toMatchObject({ ticketId: first.id })
    const history = await desk.db
      .select()
      .from(auditEvent)
      .where(eq(auditEvent.chain, `ticket:${first.id}`))
    expect(history.at(-1)?.data).toMatchObject({
      because: 'subject_id',
      hints: ['several_ids'],
    })
  })

  test('a reply with a subject of its own opens a new, linked ticket', async () => {
    const opened = await mail.opened({ from: ivan, subject: 'Не подписывается акт' })
    const outcome = await mail.receive({
      from: ivan,
      subject: 'Прошу счёт на оплату',
      headers: { 'In-Reply-To': mail.ownId(opened.id) },
    })
    expect(outcome).toMatchObject({ outcome: 'opened', reason: 'new_subject' })
    if (outcome.outcome === 'opened')
      expect(await claims(outcome.ticketId)).toEqual([`claims ${opened.id}`])
  })
})

test('a robot is kept with its reason and nothing is queued for it', async () => {
  const before = (await mail.outgoing()).length
  for (const headers of [
    { 'Auto-Submitted': 'auto-replied' },
    { Precedence: 'bulk' },
    { From: 'MAILER-DAEMON@example.kz', Subject: 'Undelivered Mail Returned to Sender' },
    { 'X-Kense-Desk': 'desk' },
    { From: 'noreply@example.kz' },
  ]) {
    const outcome = await mail.receive({ headers: headers as Record<string, string> })
    expect(outcome).toMatchObject({ outcome: 'kept', reason: expect.stringMatching(/^\w+: \w+/) })
  }
  expect((await mail.outgoing()).length).toBe(before)
})

test('a web form speaks for the person it asks to answer', async () => {
  const opened = await mail.opened({
    from: 'noreply@site.example',
    subject: 'Сообщение с сайта',
    headers: { 'Reply-To': 'Асель <asel@example.kz>' },
  })
  const again = await mail.receive({
    from: 'Асель <asel@example.kz>',
    subject: `Re: ${opened.tag} Сообщение с сайта`,
  })
  expect(again).toMatchObject({ outcome: 'appended', ticketId: opened.id })
})
