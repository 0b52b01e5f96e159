import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attachment, message, ticket as ticketTable } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { queuePage } from '../../src/tickets/queries.ts'
import { setTriage } from '../../src/tickets/set-triage.ts'
import {
  buildStaff,
  buildTicket,
  type Desk,
  memoryFiles,
  signedIn,
  startDesk,
  type Visitor,
} from './desk.ts'

let desk: Desk
let visitor: Visitor
let staffId: string
beforeAll(async () => {
  desk = await startDesk({
    attachments: {
      ...memoryFiles(),
      open: async (sha256) => (sha256 === 'a' ? Buffer.from('bytes') : null),
    },
  })
  staffId = (await buildStaff(desk.ctx)).staffId
  visitor = await signedIn(desk, 'operator@kense.app')
})
afterAll(() => desk.close())

const asStaff = () => ({
  ...desk.ctx,
  actor: { kind: 'staff', staffId, role: 'operator' } as const,
})
const statusOf = async (id: string) =>
  (await desk.db.select().from(ticketTable).where(eq(ticketTable.id, id)))[0]
const outgoing = (id: string) => desk.db.select().from(outbound).where(eq(outbound.ticketId, id))

describe('the queue', () => {
  test('stands by out of turn, priority and receipt, on any number of pages', async () => {
    const at = (minutes: number) => new Date(desk.clock.now().getTime() - minutes * 60_000)
    const late = await buildTicket(desk.ctx, { subject: 'late low', receivedAt: at(1) })
    const early = await buildTicket(desk.ctx, { subject: 'early low', receivedAt: at(9) })
    const high = await buildTicket(desk.ctx, { subject: 'high', receivedAt: at(2) })
    const turn = await buildTicket(desk.ctx, { subject: 'turn', receivedAt: at(0) })
    const choice = { complexity: 'simple', intent: 'incident' } as const
    await setTriage(asStaff(), { ticketId: high.id, priority: 'high', ...choice })
    await desk.db.update(ticketTable).set({ outOfTurn: true }).where(eq(ticketTable.id, turn.id))
    const order = []
    let after: string | undefined
    for (let pages = 0; pages < 10; pages += 1) {
      const input = { filter: 'open', staffId, limit: 1 } as const
      const page = await queuePage(desk.db, after ? { ...input, after } : input)
      order.push(...page.items.map((item) => item.id))
      if (page.next === null) break
      after = page.next
    }
    expect(order).toEqual([turn.id, high.id, early.id, late.id])
    const html = await (await visitor.get('/desk')).text()
    const places = [turn, high, early, late].map(({ id }) => html.indexOf(`t-${id}`))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places[0]).toBeGreaterThan(0)
  })

  test('shows no full number of a person and no telephone', async () => {
    await buildTicket(desk.ctx, { subject: 'Смените ЖСН 900101300017, тел. +7 701 123 45 67' })
    const html = await (await visitor.get('/desk')).text()
    expect(html).toContain('900101')
    expect(html).not.toMatch(/900101300017|123 45 67/)
  })

  test('finds a ticket by its ID however typed, and by words of the conversation', async () => {
    const ticket = await buildTicket(desk.ctx, { body: 'Зависает выгрузка реестра' })
    for (const typed of [ticket.number, `кнс ${ticket.number}`]) {
      const found = await visitor.get(`/desk?q=${encodeURIComponent(typed)}`)
      expect(found.headers.get('location')).toBe(ticket.href)
    }
    const words = await visitor.get(`/desk?q=${encodeURIComponent('выгрузку реестра')}`)
    expect(await words.text()).toContain(ticket.id)
    const strange = await visitor.get(`/desk?q=${encodeURIComponent("%' & | ! :* \\")}`)
    expect(strange.status).toBe(200)
  })

  test('a cursor that was tampered with shows the first page', async () => {
    expect((await visitor.get("/desk?after=1';drop")).status).toBe(200)
  })
})

describe('a ticket', () => {
  test('is answered once, in the channel of the client, and taken by who answers', async () => {
    const ticket = await buildTicket(desk.ctx)
    const response = await visitor.post(`${ticket.href}/reply`, {
      text: 'Проверьте спам',
      mode: 'answer',
    })
    expect(response.headers.get('location')).toBe(`${ticket.href}?done=replied`)
    expect(await outgoing(ticket.id)).toMatchObject([{ kind: 'staff_reply', channel: 'email' }])
    expect(await statusOf(ticket.id)).toMatchObject({ status: 'in_progress', assigneeId: staffId })
    expect(await (await visitor.get(ticket.href)).text()).toContain('Проверьте спам')
  })

  test('a question makes it wait, an answer with solution resolves it', async () => {
    const ticket = await buildTicket(desk.ctx)
    await visitor.post(`${ticket.href}/reply`, { text: 'Какой браузер?', mode: 'question' })
    expect(await statusOf(ticket.id)).toMatchObject({ status: 'waiting_for_client' })
    await visitor.post(`${ticket.href}/reply`, { text: 'Готово', mode: 'resolve' })
    expect(await statusOf(ticket.id)).toMatchObject({ status: 'resolved' })
  })

  test('a note stays inside', async () => {
    const ticket = await buildTicket(desk.ctx)
    await visitor.post(`${ticket.href}/reply`, { text: 'Спросить у разработки', mode: 'note' })
    expect(await outgoing(ticket.id)).toEqual([])
    const notes = await desk.db.select().from(message).where(eq(message.ticketId, ticket.id))
    expect(notes.filter((row) => row.internal)).toHaveLength(1)
  })

  test('an empty answer comes back with its error, and a refused form keeps its words', async () => {
    const ticket = await buildTicket(desk.ctx)
    const empty = await visitor.post(`${ticket.href}/reply`, { text: '  ', mode: 'answer' })
    expect(empty.status).toBe(422)
    expect(await empty.text()).toContain('id="reply-error"')
    await visitor.post(`${ticket.href}/status`, { verb: 'close' })
    const late = await visitor.post(`${ticket.href}/reply`, {
      text: 'Длинный ответ',
      mode: 'question',
    })
    expect(late.status).toBe(409)
    expect(await late.text()).toContain('Длинный ответ')
    expect(await outgoing(ticket.id)).toHaveLength(1)
  })

  test('goes through its statuses by buttons', async () => {
    const ticket = await buildTicket(desk.ctx)
    const steps = [
      ['take', 'in_progress'],
      ['resolve', 'resolved'],
      ['reopen', 'in_progress'],
      ['close', 'closed'],
    ] as const
    for (const [verb, status] of steps) {
      expect((await visitor.post(`${ticket.href}/status`, { verb })).status).toBe(303)
      expect(await statusOf(ticket.id)).toMatchObject({ status })
    }
    expect((await visitor.post(`${ticket.href}/status`, { verb: 'close' })).status).toBe(409)
    expect((await visitor.post(`${ticket.href}/status`, { verb: 'delete' })).status).toBe(422)
  })

  test('is reclassified with a reason that history shows', async () => {
    const ticket = await buildTicket(desk.ctx)
    const choice = { priority: 'critical', complexity: 'high', intent: 'incident' }
    await visitor.post(`${ticket.href}/triage`, { ...choice, reason: 'весь офис стоит' })
    expect(await statusOf(ticket.id)).toMatchObject({ priority: 'critical', complexity: 'high' })
    expect(await (await visitor.get(ticket.href)).text()).toContain('весь офис стоит')
    const wrong = await visitor.post(`${ticket.href}/triage`, { ...choice, priority: 'urgent' })
    expect(wrong.status).toBe(422)
  })

  test('an unknown or mistyped number is not found', async () => {
    for (const number of ['KNS-100-000-000', 'abc', '123']) {
      expect((await visitor.get(`/desk/tickets/${number}`)).status).toBe(404)
    }
  })

  test("a client's markup, foreign links and passwords stay text, dots and nothing more", async () => {
    const ticket = await buildTicket(desk.ctx, {
      body: '<img src=x onerror=alert(1)> http://evil.example https://kense.app/a пароль: Qwerty123!',
    })
    const html = await (await visitor.get(ticket.href)).text()
    expect(html).not.toContain('<img src=x')
    expect(html).not.toContain('href="http://evil.example')
    expect(html).toContain('href="https://kense.app/a"')
    expect(html).not.toContain('Qwerty123!')
  })

  test('a dead letter is sent again by its button, once', async () => {
    const ticket = await buildTicket(desk.ctx)
    await visitor.post(`${ticket.href}/reply`, { text: 'Ответ', mode: 'answer' })
    const [row] = await outgoing(ticket.id)
    await desk.db
      .update(outbound)
      .set({ state: 'dead', lastError: '550' })
      .where(eq(outbound.id, row?.id ?? ''))
    expect(await (await visitor.get('/desk/undelivered')).text()).toContain(ticket.href)
    const outboundId = row?.id ?? ''
    expect((await visitor.post('/desk/undelivered', { outboundId })).status).toBe(303)
    expect(await outgoing(ticket.id)).toMatchObject([{ state: 'queued' }])
    expect((await visitor.post('/desk/undelivered', { outboundId })).status).toBe(409)
  })
})

describe('files', () => {
  const file = async (values: Partial<typeof attachment.$inferInsert>) => {
    const ticket = await buildTicket(desk.ctx)
    const [row] = await desk.db.select().from(message).where(eq(message.ticketId, ticket.id))
    const id = desk.ctx.newId()
    await desk.db.insert(attachment).values({
      id,
      messageId: row?.id ?? '',
      name: 'счёт "1".pdf',
      size: 5,
      mediaType: 'text/html',
      sha256: 'a',
      verdict: 'accepted',
      createdAt: desk.clock.now(),
      ...values,
    })
    return visitor.get(`/desk/files/${id}`)
  }

  test('other than pictures are only ever saved', async () => {
    const response = await file({})
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="[^"]*"; /)
    expect(response.headers.get('content-security-policy')).toContain('sandbox')
  })

  test('a picture opens in the browser', async () => {
    const response = await file({ name: 'a.png', mediaType: 'image/png' })
    expect(response.headers.get('content-disposition')).toMatch(/^inline/)
    expect(response.headers.get('content-type')).toBe('image/png')
  })

  test('blocked, absent and malformed ones are not found', async () => {
    expect((await file({ verdict: 'blocked' })).status).toBe(404)
    expect((await file({ sha256: 'gone' })).status).toBe(404)
    expect((await visitor.get('/desk/files/..%2f..%2fetc')).status).toBe(404)
  })
})

describe('a call', () => {
  const call = {
    phone: '8 701 123 45 67',
    callerName: 'Ирина',
    locale: 'ru',
    subject: 'Не входит',
    text: 'Не может войти',
  }

  test('becomes a ticket received when it rang', async () => {
    const response = await visitor.post('/desk/phone', { ...call, calledAt: '2026-11-23T09:15' })
    const location = response.headers.get('location') ?? ''
    expect(location).toMatch(/^\/desk\/tickets\/KNS-/)
    const number = location.replace(/\D/g, '')
    const [row] = await desk.db.select().from(ticketTable).where(eq(ticketTable.number, number))
    expect(row).toMatchObject({ channel: 'phone', receivedAt: new Date('2026-11-23T04:15:00Z') })
  })

  test.each([
    ['phone', { phone: '12' }],
    ['calledAt', { calledAt: '2026-11-24T09:15' }],
    ['calledAt', { calledAt: 'yesterday' }],
    ['text', { text: ' ' }],
    ['locale', { locale: 'de' }],
  ])('a wrong %s is told beside its field, and nothing typed is lost', async (field, wrong) => {
    const response = await visitor.post('/desk/phone', {
      ...call,
      calledAt: '2026-11-23T09:15',
      ...wrong,
    })
    expect(response.status).toBe(422)
    const html = await response.text()
    expect(html).toContain(`id="f-${field}-error"`)
    expect(html).toContain('value="Ирина"')
  })
})
