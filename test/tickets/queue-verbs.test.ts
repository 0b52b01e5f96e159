import { and, eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { identity } from '../../db/schema/people.ts'
import { ticket, ticketLink } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { actingAs, type Ctx } from '../../src/context.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { closeSilentTickets } from '../../src/tickets/close-silent-tickets.ts'
import { mergeTickets } from '../../src/tickets/merge-tickets.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { resolveTicket } from '../../src/tickets/resolve-ticket.ts'
import { setTriage } from '../../src/tickets/set-triage.ts'
import { splitTicket } from '../../src/tickets/split-ticket.ts'
import { takeNextTicket } from '../../src/tickets/take-next-ticket.ts'
import { ticketPage } from '../../src/tickets/ticket-page.ts'
import { buildStaff, buildTicket, type Desk, signedIn, startDesk } from '../admin/desk.ts'

let desk: Desk
let operator: Ctx
beforeEach(async () => {
  desk = await startDesk()
  const { staffId } = await buildStaff(desk.ctx)
  operator = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'operator' })
})
afterEach(() => desk.close())

const row = async (id: string) => (await desk.db.select().from(ticket).where(eq(ticket.id, id)))[0]
const notices = async (id: string) =>
  (
    await desk.db
      .select()
      .from(outbound)
      .where(and(eq(outbound.ticketId, id), eq(outbound.kind, 'notice')))
  ).map(({ model }) => model as { topic: string; into?: string; at?: string })

/** A second request of the same person. */
async function another(of: string) {
  const first = await row(of)
  const [sender] = await desk.db
    .select()
    .from(identity)
    .where(eq(identity.id, first?.identityId ?? ''))
  if (!sender) throw new Error('no sender')
  return desk.ctx.db.transaction((tx) =>
    openTicket(desk.ctx, tx, {
      sender,
      channel: 'email',
      locale: 'ru',
      subject: 'Снова',
      body: 'Всё ещё не приходит код',
      receivedAt: desk.clock.now(),
      quietMs: 0,
    }),
  )
}

describe('the next ticket', () => {
  test('is the first by priority and receipt, and nobody gets the same one', async () => {
    const low = await buildTicket(desk.ctx)
    const urgent = await buildTicket(desk.ctx)
    await setTriage(operator, {
      ticketId: urgent.id,
      priority: 'critical',
      complexity: 'simple',
      intent: 'incident',
      reason: '',
    })
    const many = await Promise.all([buildTicket(desk.ctx), buildTicket(desk.ctx)])
    const taken = await Promise.all(Array.from({ length: 5 }, () => takeNextTicket(operator)))
    const ids = taken.flatMap((one) => (one ? [one.id] : []))
    expect(new Set(ids).size).toBe(4)
    expect(ids.toSorted()).toEqual([low.id, urgent.id, ...many.map(({ id }) => id)].toSorted())
    expect(taken.filter((one) => one === null)).toHaveLength(1)
    expect(await row(urgent.id)).toMatchObject({ status: 'in_progress' })
  })

  test('is one button of the queue', async () => {
    const one = await buildTicket(desk.ctx)
    const visitor = await signedIn(desk, 'operator@kense.app')
    const answer = await visitor.post('/desk/next', {})
    expect(answer.headers.get('location')).toBe(`${one.href}?done=nextTaken`)
    expect((await visitor.post('/desk/next', {})).headers.get('location')).toBe(
      '/desk?done=nothingNext',
    )
  })
})

describe('merging', () => {
  test('moves the conversation, keeps the old ID as a way in, and tells the client', async () => {
    const first = await buildTicket(desk.ctx)
    const { ticket: second } = await another(first.id)
    await mergeTickets(operator, { fromId: second.id, intoId: first.id })
    expect(await row(second.id)).toMatchObject({ status: 'merged', mergedIntoId: first.id })
    expect((await ticketPage(desk.db, first.number))?.messages).toHaveLength(2)
    expect(await notices(second.id)).toMatchObject([
      { topic: 'ticket_merged', into: first.href.slice(-15) },
    ])
    await expect(
      mergeTickets(operator, { fromId: second.id, intoId: first.id }),
    ).rejects.toMatchObject({ key: 'ticketMerged' })
  })

  test('of two people is refused, in one page with what was typed', async () => {
    const mine = await buildTicket(desk.ctx)
    const other = await buildTicket(desk.ctx)
    await expect(
      mergeTickets(operator, { fromId: mine.id, intoId: other.id }),
    ).rejects.toMatchObject({ key: 'mergeOtherRequester' })
    const visitor = await signedIn(desk, 'operator@kense.app')
    await visitor.get(`${mine.href}/relate`)
    const refused = await visitor.post(`${mine.href}/relate`, {
      verb: 'split',
      subject: '',
      text: 'т',
    })
    expect(refused.status).toBe(422)
    const linked = await visitor.post(`${mine.href}/relate`, { verb: 'link', number: other.href })
    expect(linked.status).toBe(303)
    expect(await desk.db.select().from(ticketLink)).toMatchObject([{ kind: 'related' }])
  })
})

test('a split-off problem has an ID and the original receipt time, and is acknowledged', async () => {
  const parent = await buildTicket(desk.ctx)
  desk.clock.advance(3 * 3_600_000)
  const child = await splitTicket(operator, {
    ticketId: parent.id,
    subject: 'Счёт',
    text: 'И ещё не приходит счёт на оплату',
  })
  expect(child.receivedAt).toEqual((await row(parent.id))?.receivedAt)
  expect(child.number).not.toBe(parent.number)
  await desk.drain({ acknowledge: acknowledgeTicket })
  expect((await row(child.id))?.dueAt).toBeInstanceOf(Date)
})

describe('a solved ticket whose client is silent', () => {
  test('is closed after three working days, one warning before; his word starts the count anew', async () => {
    const one = await buildTicket(desk.ctx)
    await resolveTicket(operator, { ticketId: one.id })
    await closeSilentTickets(desk.ctx)
    expect(await notices(one.id)).toEqual([])
    // Wednesday 18:00: two working days after Monday.
    desk.clock.set('2026-11-25T13:00:00Z')
    await Promise.all([closeSilentTickets(desk.ctx), closeSilentTickets(desk.ctx)])
    await closeSilentTickets(desk.ctx)
    expect(await notices(one.id)).toMatchObject([
      { topic: 'closing_soon', at: '2026-11-26T13:00:00.000Z' },
    ])
    expect(await row(one.id)).toMatchObject({ status: 'resolved' })
    desk.clock.set('2026-11-26T13:00:00Z')
    await closeSilentTickets(desk.ctx)
    expect(await row(one.id)).toMatchObject({ status: 'closed' })
    expect(await closeSilentTickets(desk.ctx)).toBe(0)
  })

  test('has a day after its warning even when the desk stood still', async () => {
    const one = await buildTicket(desk.ctx)
    await resolveTicket(operator, { ticketId: one.id })
    desk.clock.set('2026-12-10T05:00:00Z')
    await closeSilentTickets(desk.ctx)
    await closeSilentTickets(desk.ctx)
    expect(await row(one.id)).toMatchObject({ status: 'resolved' })
    desk.clock.set('2026-12-11T05:00:00Z')
    await closeSilentTickets(desk.ctx)
    expect(await row(one.id)).toMatchObject({ status: 'closed' })
  })
})
