import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { abuseReport } from '../../db/schema/abuse.ts'
import { attachment, message, ticket } from '../../db/schema/tickets.ts'
import { clientPage } from '../../src/clients/queries.ts'
import { takeNextTicket } from '../../src/tickets/take-next-ticket.ts'
import { buildClient, staffCtx } from '../clients/build-client.ts'
import {
  buildStaff,
  buildTicket,
  type Desk,
  signedIn,
  startDesk,
  type Ticketed,
  type Visitor,
} from './desk.ts'

const subject = 'Сосед продаёт доступ к кабинету'
let desk: Desk
let reported: Ticketed
let operator: Visitor
let officer: Visitor
let messageId: string
let fileId: string
beforeAll(async () => {
  desk = await startDesk()
  await buildStaff(desk.ctx, 'operator')
  await buildStaff(desk.ctx, 'compromise-officer')
  operator = await signedIn(desk, 'operator@kense.app')
  officer = await signedIn(desk, 'compromise-officer@kense.app')
  await buildClient(await staffCtx(desk.ctx, 'admin'))
  reported = await buildTicket(desk.ctx, { subject })
  const [said] = await desk.db.select().from(message).where(eq(message.ticketId, reported.id))
  messageId = said?.id ?? ''
  fileId = desk.ctx.newId()
  await desk.db.insert(attachment).values({
    id: fileId,
    messageId,
    name: 'proof.png',
    size: 3,
    mediaType: 'image/png',
    verdict: 'accepted',
    sha256: 'a'.repeat(64),
    createdAt: desk.ctx.now(),
  })
})
afterAll(() => desk.close())

test('an operator hands a request on as abuse, with codes and whom it is about', async () => {
  const form = `${reported.href}/abuse`
  expect((await operator.get(form)).status).toBe(200)
  const wrong = await operator.post(form, { kind: 'abuse', targetNumber: '991240000004' })
  expect(wrong.status).toBe(422)
  const filed = await operator.post(form, {
    kind: 'abuse',
    codes: '4.3.2',
    targetNumber: '991240000003',
    targetText: 'Продаёт пароль в чате',
    happenedAt: '2026-11-22T10:00',
  })
  expect(filed.headers.get('location')).toBe('/desk?done=abuse_filed')
  expect(await desk.db.select().from(abuseReport)).toMatchObject([
    {
      kind: 'abuse',
      codes: ['4.3.2'],
      targetText: 'Продаёт пароль в чате',
      happenedAt: new Date('2026-11-22T05:00:00Z'),
      outcome: null,
    },
  ])
})

test('from then on it is absent to him: page, acts, search, queue, files, mails, the next ticket', async () => {
  for (const path of [
    reported.href,
    `${reported.href}/relate`,
    `/desk/files/${fileId}`,
    `/desk/mails/${messageId}`,
  ]) {
    expect([path, (await operator.get(path)).status]).toEqual([path, 404])
  }
  const encoded = reported.href.replaceAll('-', '%2D')
  expect((await operator.get(encoded)).status).toBe(404)
  expect((await operator.get(`/desk/files/${fileId.replaceAll('-', '%2D')}`)).status).toBe(404)
  expect((await operator.post(reported.href, { verb: 'note', text: 'видно?' })).status).toBe(404)
  for (const path of ['/desk', '/desk?q=Сосед', '/desk?filter=unassigned', '/desk/alerts']) {
    expect(await (await operator.get(path)).text()).not.toContain(subject)
  }
  expect((await operator.get('/desk/abuse')).status).toBe(403)
  expect(await takeNextTicket(await staffCtx(desk.ctx, 'operator'))).toBeNull()
  const [row] = await desk.db.select().from(ticket).where(eq(ticket.id, reported.id))
  expect(row?.restricted).toBe(true)
  const [report] = await desk.db.select().from(abuseReport)
  const card = await clientPage(desk.ctx, report?.targetClientId ?? '')
  expect(JSON.stringify(card)).not.toContain(subject)
})

test('those who judge see it, and write down the outcome once', async () => {
  expect(await (await officer.get('/desk?q=Сосед')).text()).toContain(subject)
  expect((await officer.get(reported.href)).status).toBe(200)
  // The guard and nothing else stood before the encoded address.
  expect((await officer.get(reported.href.replaceAll('-', '%2D'))).status).toBe(200)
  const list = await (await officer.get('/desk/abuse')).text()
  expect(list).toContain(subject)
  expect(list).toContain('4.3.2')
  expect(list).toContain('ТОО «Ромашка»')
  const [report] = await desk.db.select().from(abuseReport)
  const path = `/desk/abuse/${report?.id}`
  expect((await officer.post(path, { outcome: 'confirmed' })).status).toBe(422)
  const decided = await officer.post(path, { outcome: 'confirmed', reason: 'объявление найдено' })
  expect(decided.headers.get('location')).toBe('/desk/abuse?done=abuse_decided')
  expect((await officer.post(path, { outcome: 'unfounded', reason: 'нет' })).status).toBe(409)
  const ended = await (await officer.get('/desk/abuse?show=decided')).text()
  expect(ended).toContain('объявление найдено')
  expect(ended).toContain('подтвердилось')
})
