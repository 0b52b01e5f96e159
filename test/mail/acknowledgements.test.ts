import { desc, eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { alert } from '../../db/schema/alerts.ts'
import { identity } from '../../db/schema/people.ts'
import { outbound } from '../../db/schema/transport.ts'
import { actingAs } from '../../src/context.ts'
import { deliver } from '../../src/delivery/deliver.ts'
import { retryDelivery } from '../../src/delivery/retry-delivery.ts'
import { type ParsedMail, parseMail } from '../../src/email/parse.ts'
import { mailGateway, sandboxTransport } from '../../src/email/smtp-gateway.ts'
import { addStaff } from '../../src/staff/add-staff.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { releaseAcknowledgements } from '../../src/tickets/release-acknowledgements.ts'
import { replyToTicket } from '../../src/tickets/reply-to-ticket.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import { depth } from '../depth.ts'
import { type TestContext, testContext } from '../harness.ts'
import { mailDesk, settings } from './mail-desk.ts'

let desk: TestContext
let post: ReturnType<typeof mailDesk>
let sent: ParsedMail[]

beforeEach(async () => {
  desk = await testContext()
  post = mailDesk(desk)
  sent = []
})
afterEach(() => desk.close())

/** Does what the worker would do: acknowledges, and releases when `seconds` have passed. */
async function work(seconds = 0): Promise<void> {
  await desk.drain({ acknowledge: acknowledgeTicket })
  desk.clock.advance(seconds * 1000)
  if (seconds > 0) {
    await desk.drain({ 'release-acknowledgements': releaseAcknowledgements }, 3)
  }
  const raws: Buffer[] = []
  const gateway = mailGateway(
    sandboxTransport((raw) => void raws.push(raw)),
    settings,
    desk.clock.now,
    post.store.get,
  )
  const gateways = { telegram: gateway, email: gateway }
  await desk.drain({ deliver: (ctx, payload) => deliver(ctx, gateways, payload) })
  for (const raw of raws) sent.push(await parseMail(raw))
}

const tag = (ticket: { number: string }) => formatTicketNumber(ticket.number)
const held = () => desk.db.select().from(outbound).where(eq(outbound.state, 'held'))

describe('what an acknowledgement says', () => {
  test('the ID and nothing that the sender wrote, neither subject nor words nor file names', async () => {
    const ticket = await post.opened({
      from: 'victim@elsewhere.example',
      subject: 'CHEAP WATCHES http://spam.example',
      raw: Buffer.from(
        [
          'From: "BUY NOW http://spam.example" <victim@elsewhere.example>',
          'To: support@kense.app',
          'Subject: CHEAP WATCHES http://spam.example',
          'Message-ID: <1@elsewhere.example>',
          'Content-Type: multipart/mixed; boundary=b',
          '',
          '--b',
          '',
          'Visit http://spam.example today',
          '--b',
          'Content-Type: application/octet-stream; name="visit-spam.example.exe"',
          'Content-Disposition: attachment; filename="visit-spam.example.bmp"',
          'Content-Transfer-Encoding: base64',
          '',
          Buffer.from('BM000000000000000000000000000000000000000000000000000000').toString(
            'base64',
          ),
          '--b--',
        ].join('\r\n'),
      ),
    })
    await work()
    const [mail] = sent
    expect(mail?.subject).toContain(tag(ticket))
    const all = [mail?.subject, mail?.text, mail?.html, JSON.stringify([...(mail?.headers ?? [])])]
    expect(all.join('\n')).not.toMatch(/spam|cheap|watches|buy now|today/i)
    expect(mail?.text).toMatch(/PNG/)
    expect(mail?.inReplyTo).toBe('<1@elsewhere.example>')
  })

  test('a reply to it belongs to its ticket although its subject is ours', async () => {
    const ticket = await post.opened({ from: 'dana@client.example', subject: 'Не уходят счета' })
    await work()
    const [mail] = sent
    const outcome = await post.receive({
      from: 'dana@client.example',
      subject: `Re: ${mail?.subject.replace(/\[.*?\]\s*/, '')}`,
      headers: { 'In-Reply-To': mail?.messageId ?? '' },
    })
    expect(outcome).toMatchObject({ outcome: 'appended', ticketId: ticket.id })
  })

  test('the answer of a person takes up the subject of the client', async () => {
    const ticket = await post.opened({ from: 'dana@client.example', subject: 'Не уходят счета' })
    await work()
    const { staffId } = await addStaff(desk.ctx, {
      email: 'operator@kense.example',
      name: 'Ерлан',
      role: 'operator',
      password: 'a long enough password',
    })
    const operator = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'operator' })
    await replyToTicket(operator, { ticketId: ticket.id, text: 'Проверьте связь.' })
    await work()
    expect(sent[1]?.subject).toBe(`Re: [${tag(ticket)}] Не уходят счета`)
    expect(sent[1]?.headers.has('auto-submitted')).toBe(false)
  })
})

describe('a burst of one sender', () => {
  test('is told in one mail that lists every ID, after the first', async () => {
    const tickets = []
    for (let n = 0; n < 6; n += 1) {
      tickets.push(await post.opened({ from: 'dana@client.example', subject: `Вопрос ${n}` }))
      await work()
      desk.clock.advance(1000)
    }
    expect(sent).toHaveLength(1)
    expect(sent[0]?.subject).toContain(tag(tickets[0] ?? { number: '' }))
    expect(await held()).toHaveLength(5)
    await work(11)
    expect(sent).toHaveLength(2)
    for (const ticket of tickets.slice(1)) expect(sent[1]?.text).toContain(tag(ticket))
    expect(sent[1]?.subject).toMatch(/^\[KNS-/)
    expect(sent[1]?.headers.get('auto-submitted')).toEqual(['auto-replied'])
    expect(await held()).toHaveLength(0)
  })

  test('of two mails ends in a usual acknowledgement of the second', async () => {
    await post.opened({ from: 'dana@client.example' })
    await work()
    const second = await post.opened({ from: 'dana@client.example' })
    await work(11)
    expect(sent).toHaveLength(2)
    expect(sent[1]?.subject).toContain(tag(second))
    expect(sent[1]?.inReplyTo).toBe('<2@client.example>')
  })

  test('of one sender does not hold up another', async () => {
    await post.opened({ from: 'dana@client.example' })
    await post.opened({ from: 'erlan@client.example' })
    await work()
    expect(sent).toHaveLength(2)
  })

  test('that does not end is told once a minute at the latest', async () => {
    await post.opened({ from: 'dana@client.example' })
    await work()
    for (let n = 0; n < 12; n += 1) {
      desk.clock.advance(5000)
      await post.opened({ from: 'dana@client.example' })
      await desk.drain({ acknowledge: acknowledgeTicket })
    }
    await work(5)
    expect(sent).toHaveLength(2)
    expect(sent[1]?.text.match(/KNS-\d{3}-\d{3}-\d{3}/g)?.length).toBeGreaterThanOrEqual(12)
  })

  test('of very many loses no ID', async () => {
    const tickets = []
    for (let n = 0; n < depth(61, 201); n += 1) {
      tickets.push(await post.opened({ from: 'dana@client.example', subject: `Вопрос ${n}` }))
    }
    await work()
    await work(11)
    await work(1)
    const told = sent.map((mail) => `${mail.subject}\n${mail.text}`).join('\n')
    expect(tickets.filter((ticket) => !told.includes(tag(ticket)))).toEqual([])
    expect(sent.length).toBeLessThanOrEqual(4)
  }, 120_000)
})

describe('brakes', () => {
  /** Automatic mail of the past. */
  async function sentBefore(count: number, address: (n: number) => string, at: Date) {
    const rows = Array.from({ length: count }, (_, n) => ({
      id: desk.ctx.newId(),
      conversation: `email:${address(n)}`,
      channel: 'email' as const,
      address: address(n),
      locale: 'ru' as const,
      kind: 'acknowledgement',
      model: {},
      state: 'sent' as const,
      createdAt: at,
      sentAt: at,
    }))
    for (let from = 0; from < rows.length; from += 1000) {
      await desk.db.insert(outbound).values(rows.slice(from, from + 1000))
    }
  }

  test('thirty automatic mails to one sender in ten minutes: the next waits, staff are told, nothing is lost', async () => {
    await sentBefore(
      30,
      () => 'loop@client.example',
      new Date(desk.clock.now().getTime() - 120_000),
    )
    const ticket = await post.opened({ from: 'loop@client.example' })
    await work()
    expect(sent).toHaveLength(0)
    expect(await held()).toMatchObject([{ ticketId: ticket.id, heldReason: 'sender_limit' }])
    expect(await desk.db.select().from(alert)).toMatchObject([
      { kind: 'mail_breaker', severity: 'warning', ticketId: ticket.id },
    ])
    await work(601)
    expect(sent).toHaveLength(1)
    expect(sent[0]?.subject).toContain(tag(ticket))
  })

  test('five thousand to anybody in ten minutes: everybody waits, and it is urgent', async () => {
    const at = new Date(desk.clock.now().getTime() - 120_000)
    await sentBefore(5000, (n) => `client${n}@client.example`, at)
    await post.opened({ from: 'new@client.example' })
    await work()
    expect(sent).toHaveLength(0)
    expect(await desk.db.select().from(alert)).toMatchObject([
      { kind: 'mail_breaker', severity: 'critical', key: 'breaker:all' },
    ])
  })

  test('a staff answer passes every brake', async () => {
    await sentBefore(
      30,
      () => 'loop@client.example',
      new Date(desk.clock.now().getTime() - 120_000),
    )
    const ticket = await post.opened({ from: 'loop@client.example' })
    await work()
    const { staffId } = await addStaff(desk.ctx, {
      email: 'operator@kense.example',
      name: 'Ерлан',
      role: 'operator',
      password: 'a long enough password',
    })
    const operator = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'operator' })
    await replyToTicket(operator, { ticketId: ticket.id, text: 'Здравствуйте!' })
    await work()
    expect(sent).toHaveLength(1)
    await retryDelivery(operator, { outboundId: (await held())[0]?.id ?? '' })
    await work()
    expect(sent).toHaveLength(2)
  })
})

describe('whom it never answers', () => {
  test.each(['postmaster@client.example', 'root@client.example', 'alerts@client.example'])(
    '%s gets a ticket but no mail',
    async (from) => {
      await post.opened({ from, subject: 'Вопрос от администратора' })
      await work(30)
      expect(sent).toHaveLength(0)
      expect(await held()).toMatchObject([{ heldReason: 'role_address', notBefore: null }])
    },
  )

  test('an address that is known to bounce', async () => {
    await post.opened({ from: 'gone@client.example' })
    await work()
    await desk.db
      .update(identity)
      .set({ unreachableAt: desk.clock.now(), unreachableReason: 'bounced 5.1.1' })
    desk.clock.advance(3600_000)
    await post.opened({ from: 'gone@client.example' })
    await work(30)
    expect(sent).toHaveLength(1)
    expect(await held()).toMatchObject([{ heldReason: 'unreachable' }])
  })

  test('our own address', async () => {
    const ticket = await post.opened({ from: 'dana@client.example' })
    await desk.db.update(outbound).set({ address: settings.supportAddress })
    await desk.db.update(identity).set({ address: settings.supportAddress })
    await work()
    const [row] = await desk.db.select().from(outbound).orderBy(desc(outbound.createdAt))
    expect(row).toMatchObject({ ticketId: ticket.id, state: 'dead', lastError: 'own address' })
    expect(sent).toHaveLength(0)
  })
})
