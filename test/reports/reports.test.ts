import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identity } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { actingAs, type Ctx } from '../../src/context.ts'
import { buildReport, type Report } from '../../src/reports/build-report.ts'
import { measure, measureNames } from '../../src/reports/measures.ts'
import type { Grouping } from '../../src/reports/period.ts'
import { appendClientMessage } from '../../src/tickets/append-client-message.ts'
import { assignTicket } from '../../src/tickets/assign-ticket.ts'
import { requireTicketForUpdate } from '../../src/tickets/load-ticket.ts'
import { mergeTickets } from '../../src/tickets/merge-tickets.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { rateTicket } from '../../src/tickets/rate-ticket.ts'
import { reopenTicket } from '../../src/tickets/reopen-ticket.ts'
import { replyToTicket } from '../../src/tickets/reply-to-ticket.ts'
import { setOutOfTurn } from '../../src/tickets/set-out-of-turn.ts'
import { type SetTriageInput, setTriage } from '../../src/tickets/set-triage.ts'
import { buildTicket, type Ticketed } from '../admin/desk.ts'
import { staffCtx } from '../clients/build-client.ts'
import { type TestContext, testContext } from '../harness.ts'

const hour = 3_600_000
const monday = '2026-11-23'
const tuesday = '2026-11-24'
const wednesday = '2026-11-25'

let t: TestContext
let boss: Ctx
let first: Ctx
let second: Ctx
beforeAll(async () => {
  t = await testContext()
  boss = await staffCtx(t.ctx, 'supervisor')
  first = await staffCtx(t.ctx, 'operator')
  second = await staffCtx(t.ctx, 'operator')
  await threeDays()
})
afterAll(() => t.close())

/** Local time in Astana. */
const clock = (day: string, time: string) => t.clock.set(`${day}T${time}:00+05:00`)
const idOf = (ctx: Ctx) => (ctx.actor.kind === 'staff' ? ctx.actor.staffId : '')

async function received(by: Ctx, priority: SetTriageInput['priority']): Promise<Ticketed> {
  const built = await buildTicket(t.ctx)
  const choice = { complexity: 'simple', intent: 'incident' } as const
  await setTriage(by, { ticketId: built.id, priority, ...choice })
  await assignTicket(by, { ticketId: built.id, assigneeId: idOf(by) })
  return built
}

const answer = (by: Ctx, { id }: { id: string }, how: { question?: true; resolve?: true } = {}) =>
  replyToTicket(by, { ticketId: id, text: 'Попробуйте ещё раз', ...how })

async function clientWrites({ id }: Ticketed): Promise<void> {
  await t.ctx.db.transaction(async (tx) => {
    const current = await requireTicketForUpdate(tx, id)
    const [sender] = await tx.select().from(identity).where(eq(identity.id, current.identityId))
    if (!sender) throw new Error('no sender')
    const input = { sender, channel: 'email', body: 'Chrome', quietMs: 0 } as const
    await appendClientMessage(t.ctx, tx, current, { ...input, receivedAt: t.clock.now() })
  })
}

/** Monday to Wednesday noon; every moment below is part of the answers. */
async function threeDays(): Promise<void> {
  clock(monday, '10:00')
  const answered = await received(first, 'medium')
  await t.db.update(ticket).set({ tariffCode: 'business' }).where(eq(ticket.id, answered.id))
  const asked = await received(first, 'critical')
  await t.db.update(ticket).set({ product: 'signing' }).where(eq(ticket.id, asked.id))
  await setOutOfTurn(first, { ticketId: asked.id, outOfTurn: true, reason: 'стоит весь склад' })
  clock(monday, '11:00')
  await answer(first, answered)
  clock(monday, '12:00')
  await answer(first, asked, { question: true })
  const late = await received(second, 'high')
  clock(monday, '14:00')
  await answer(first, answered, { resolve: true })
  const customer = actingAs(t.ctx, { kind: 'customer', contactId: answered.requesterId })
  await rateTicket(customer, { ticketId: answered.id, cycle: 1, score: 5, channel: 'email' })
  clock(tuesday, '10:00')
  await clientWrites(asked)
  const open = await received(second, 'low')
  await duplicate(open)
  clock(tuesday, '12:00')
  await answer(first, asked, { resolve: true })
  clock(wednesday, '10:00')
  await answer(second, late, { resolve: true })
  clock(wednesday, '11:00')
  await reopenTicket(first, { ticketId: answered.id })
  clock(wednesday, '12:00')
}

/** The same person once more, then joined to the first request: counts as received, never as ended. */
async function duplicate(of: Ticketed): Promise<void> {
  const again = await t.ctx.db.transaction(async (tx) => {
    const current = await requireTicketForUpdate(tx, of.id)
    const [sender] = await tx.select().from(identity).where(eq(identity.id, current.identityId))
    if (!sender) throw new Error('no sender')
    const text = { subject: 'Снова', body: 'Снова', locale: 'ru', channel: 'email' } as const
    return openTicket(t.ctx, tx, { sender, ...text, receivedAt: t.clock.now(), quietMs: 0 })
  })
  await mergeTickets(second, { fromId: again.ticket.id, intoId: of.id })
}

const report = (by: Grouping, from = monday, to = '2026-11-27') =>
  buildReport(boss, { from, to, by })
const shown = ({ rows }: Report) =>
  rows.map(({ key, name, figures }) => {
    const { received, ended, kept, backlog } = figures
    return [name ?? key, received, ended, kept, backlog]
  })

describe('the figures of three known days', () => {
  test('by day: volume, endings, kept, backlog; days ahead have no backlog', async () => {
    expect(shown(await report('day'))).toEqual([
      [monday, 3, 1, 1, 2],
      [tuesday, 2, 1, 1, 2],
      [wednesday, 0, 1, 0, 2],
      ['2026-11-26', 0, 0, 0, null],
      ['2026-11-27', 0, 0, 0, null],
    ])
  })

  test('in all: every measure', async () => {
    const { total } = await report('day')
    const figures = Object.fromEntries(measureNames.map((name) => [name, measure(name, total)]))
    expect(figures).toEqual({
      received: 5,
      ended: 3,
      backlog: 2,
      kept: 2 / 3,
      // One, two and sixteen hours to the first answer; the goals are two, a half and one.
      answerP50: 2 * hour,
      answerP90: 16 * hour,
      answerGoal: 1 / 3,
      // Four, four and sixteen hours without the seven that a client took to answer.
      netP50: 4 * hour,
      netP90: 16 * hour,
      netP95: 16 * hour,
      waiting: 7 / 31,
      suspended: 0,
      development: 0,
      reopened: 1 / 3,
      rating: 5,
      rated: 1,
      outOfTurn: 1,
    })
  })

  test('by priority, product, operator and tariff', async () => {
    expect(shown(await report('priority'))).toEqual([
      ['critical', 1, 1, 1, 0],
      ['high', 1, 1, 0, 0],
      ['medium', 1, 1, 1, 1],
      ['low', 2, 0, 0, 1],
    ])
    expect(shown(await report('product'))).toEqual([
      ['Платформа kense.app', 4, 2, 1, 2],
      ['Подписание ЭЦП', 1, 1, 1, 0],
    ])
    expect(shown(await report('tariff'))).toEqual([
      ['Бизнес', 1, 1, 1, 1],
      ['', 4, 2, 1, 1],
    ])
    const operators = await report('operator')
    expect(new Map(operators.rows.map(({ key, figures }) => [key, figures.ended]))).toEqual(
      new Map([
        [idOf(first), 2],
        [idOf(second), 1],
        ['', 0],
      ]),
    )
  })

  test('of a past day the backlog is that of its end', async () => {
    const { total } = await report('priority', monday, monday)
    expect(total).toMatchObject({ received: 3, ended: 1, backlog: 2, reopened: 0 })
    expect((await report('week', monday, monday)).total.backlog).toBe(2)
  })

  test('of a period without anything is empty and not wrong', async () => {
    const { rows, total } = await report('month', '2027-02-01', '2027-02-28')
    expect(rows).toHaveLength(1)
    expect(measure('kept', total)).toBeNull()
    expect(total.backlog).toBeNull()
  })
})

test('a period beyond the calendar is refused in words, and an operator is refused at all', async () => {
  await expect(report('month', '2035-12-01', '2036-02-01')).rejects.toEqual(
    expect.objectContaining({ code: 'invalid', key: 'periodOutside' }),
  )
  await expect(buildReport(first, { from: monday, to: monday, by: 'day' })).rejects.toEqual(
    expect.objectContaining({ code: 'forbidden' }),
  )
})
