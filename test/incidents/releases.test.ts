import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { identity } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { actingAs, type Ctx } from '../../src/context.ts'
import { publishRelease } from '../../src/incidents/publish-release.ts'
import { waitingReferences } from '../../src/incidents/release-queries.ts'
import { solveLinked } from '../../src/incidents/solve-linked.ts'
import { withdrawRelease } from '../../src/incidents/withdraw-release.ts'
import { declineDevelopment } from '../../src/tickets/decline-development.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { reopenTicket } from '../../src/tickets/reopen-ticket.ts'
import { sendToDevelopment } from '../../src/tickets/send-to-development.ts'
import { buildStaff, buildTicket, type Desk, signedIn, startDesk } from '../admin/desk.ts'

let desk: Desk
let engineer: Ctx
beforeAll(async () => {
  desk = await startDesk()
  const { staffId } = await buildStaff(desk.ctx, 'engineer')
  engineer = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'engineer' })
  await buildStaff(desk.ctx, 'operator')
})
afterAll(() => desk.close())

const texts = { textRu: 'Вышло', textKk: 'Шықты', textEn: 'Out' }
const row = async (id: string) => {
  const [found] = await desk.db.select().from(ticket).where(eq(ticket.id, id))
  if (!found) throw new Error('no ticket')
  return found
}
async function waiting(reference: string): Promise<string> {
  const { id } = await buildTicket(desk.ctx)
  await sendToDevelopment(engineer, { ticketId: id, reference })
  return id
}
const solve = () => desk.drain({ 'solve-linked': solveLinked })

async function told(ticketId: string) {
  const { identityId } = await row(ticketId)
  const [to] = await desk.db.select().from(identity).where(eq(identity.id, identityId))
  return desk.db
    .select()
    .from(outbound)
    .where(and(eq(outbound.address, to?.address ?? ''), eq(outbound.kind, 'announcement')))
}

test('a release solves what waited for its references, and each client is told once in his language', async () => {
  const [one, two, other] = [
    await waiting('DEV-17'),
    await waiting(' dev-17 '),
    await waiting('DEV-18'),
  ]
  await desk.db.update(ticket).set({ locale: 'kk' }).where(eq(ticket.id, two))
  const [sender] = await desk.db
    .select()
    .from(identity)
    .where(eq(identity.id, (await row(one)).identityId))
  if (!sender) throw new Error('no sender')
  const { ticket: second } = await desk.ctx.db.transaction((tx) =>
    openTicket(desk.ctx, tx, {
      sender,
      channel: 'email',
      locale: 'ru',
      subject: 'Ещё',
      body: 'Ещё',
      receivedAt: desk.clock.now(),
      quietMs: 0,
    }),
  )
  await sendToDevelopment(engineer, { ticketId: second.id, reference: 'DEV-17' })
  expect((await waitingReferences(desk.db)).map(({ tickets }) => tickets)).toEqual([3, 1])

  const release = { version: '2.14', references: 'DEV-17\nDEV-99', ...texts }
  const id = await publishRelease(engineer, release)
  await expect(publishRelease(engineer, release)).rejects.toMatchObject({ key: 'releaseKnown' })
  await solve()
  await solveLinked(desk.ctx, { by: 'release', id })
  expect((await Promise.all([one, two, second.id].map(row))).map(({ status }) => status)).toEqual([
    'resolved',
    'resolved',
    'resolved',
  ])
  expect((await row(other)).status).toBe('in_development')
  // Two tickets of one client, one message, which he can rate or reopen by.
  expect(await told(one)).toMatchObject([
    { locale: 'ru', model: { subject: 'Обновление kense.app 2.14', text: 'Вышло', cycle: 1 } },
  ])
  expect(await told(two)).toMatchObject([{ locale: 'kk', model: { text: 'Шықты' } }])
  expect(await told(other)).toEqual([])

  // Taken back: nothing reopens by itself, each ticket can be.
  await withdrawRelease(engineer, { releaseId: id })
  expect((await row(one)).status).toBe('resolved')
  expect(await reopenTicket(engineer, { ticketId: one })).toMatchObject({ status: 'in_progress' })
})

test('a release that is taken back before its tickets are solved solves none', async () => {
  const one = await waiting('DEV-30')
  const id = await publishRelease(engineer, { version: '2.15', references: 'DEV-30', ...texts })
  await withdrawRelease(engineer, { releaseId: id })
  await solve()
  expect((await row(one)).status).toBe('in_development')
})

test('what the developers will not do is told with reasons, and ends the ticket', async () => {
  const one = await waiting('DEV-40')
  await expect(declineDevelopment(engineer, { ticketId: one, text: ' ' })).rejects.toThrow()
  await declineDevelopment(engineer, { ticketId: one, text: 'Так устроен формат счёта.' })
  expect((await row(one)).status).toBe('resolved')
  const [said] = await desk.db
    .select()
    .from(outbound)
    .where(and(eq(outbound.ticketId, one), eq(outbound.kind, 'decision')))
    .orderBy(outbound.createdAt)
    .offset(1)
  expect(said?.model).toMatchObject({ decision: 'not_planned', text: 'Так устроен формат счёта.' })
  const { id } = await buildTicket(desk.ctx)
  await expect(declineDevelopment(engineer, { ticketId: id, text: 'Нет' })).rejects.toMatchObject({
    key: 'notInDevelopment',
  })
})

test('the page of releases shows what is waited for; operators only read it', async () => {
  await waiting('DEV-50 <срочно>')
  const operator = await signedIn(desk, 'operator@kense.app')
  const page = await (await operator.get('/desk/releases')).text()
  expect(page).toContain('DEV-50 &lt;срочно&gt;')
  const form = { version: '3.0', references: 'DEV-50 <СРОЧНО>', ...texts }
  expect((await operator.post('/desk/releases', form)).status).toBe(403)
  const visitor = await signedIn(desk, 'engineer@kense.app')
  await visitor.get('/desk/releases')
  expect((await visitor.post('/desk/releases', { ...form, references: ' ' })).status).toBe(422)
  expect((await visitor.post('/desk/releases', form)).status).toBe(303)
  await solve()
  expect(await (await visitor.get('/desk/releases')).text()).toContain('Решено: 1 обращение')
})
