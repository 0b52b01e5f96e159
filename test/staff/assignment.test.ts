import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { auditEvent } from '../../db/schema/audit.ts'
import { setting } from '../../db/schema/catalogue.ts'
import { staffAbsence, staffWork } from '../../db/schema/staff-work.ts'
import { message, ticket } from '../../db/schema/tickets.ts'
import type { Ctx } from '../../src/context.ts'
import { forgetSettings } from '../../src/settings/current-settings.ts'
import { announceAbsence } from '../../src/staff/announce-absence.ts'
import { dealTickets } from '../../src/staff/deal-tickets.ts'
import { endAbsence } from '../../src/staff/end-absence.ts'
import { handOverAbsent } from '../../src/staff/hand-over.ts'
import { setWork } from '../../src/staff/set-work.ts'
import { assignTicket } from '../../src/tickets/assign-ticket.ts'
import { takeNextTicket } from '../../src/tickets/take-next-ticket.ts'
import { buildTicket } from '../admin/desk.ts'
import { staffCtx } from '../clients/build-client.ts'
import { type TestContext, testContext } from '../harness.ts'

let t: TestContext
let boss: Ctx
let eds: Ctx
let plain: Ctx
beforeAll(async () => {
  t = await testContext()
  boss = await staffCtx(t.ctx, 'supervisor')
  eds = await staffCtx(t.ctx, 'operator')
  plain = await staffCtx(t.ctx, 'operator')
})
afterAll(() => t.close())
beforeEach(async () => {
  t.clock.set('2026-11-23T05:00:00Z')
  await t.db.update(ticket).set({ status: 'closed' })
  await t.db.delete(staffAbsence)
  await t.db.delete(staffWork)
  await t.db.delete(setting)
  forgetSettings(t.db)
})

const idOf = (ctx: Ctx) => (ctx.actor.kind === 'staff' ? ctx.actor.staffId : '')
const fails = (code: string, key: string) => expect.objectContaining({ code, key })
const work = { skills: [], week: null, takesTickets: true }
const holderOf = async (id: string) =>
  (await t.db.select({ who: ticket.assigneeId }).from(ticket).where(eq(ticket.id, id)))[0]?.who

async function waiting(product: 'platform' | 'signing' = 'platform'): Promise<string> {
  const { id } = await buildTicket(t.ctx)
  await t.db.update(ticket).set({ product, acknowledgedAt: t.clock.now() }).where(eq(ticket.id, id))
  return id
}

async function dealing(most = 10): Promise<void> {
  await t.db.insert(setting).values([
    { key: 'dealTickets', value: 'on', updatedAt: t.clock.now() },
    { key: 'dealMost', value: most, updatedAt: t.clock.now() },
  ])
  forgetSettings(t.db)
}

const away = (who: Ctx, values: Partial<Parameters<typeof announceAbsence>[1]> = {}) =>
  announceAbsence(who, {
    staffId: idOf(who),
    kind: 'vacation',
    from: '2026-11-23T09:00',
    to: '2026-11-30T09:00',
    handOver: 'keep',
    toStaffId: null,
    ...values,
  })

describe('the next ticket', () => {
  test('for the specialist waits for him, and for nobody while he is away', async () => {
    await setWork(boss, { ...work, staffId: idOf(eds), skills: ['eds'] })
    const special = await waiting('signing')
    expect(await takeNextTicket(plain)).toBeNull()
    await away(eds)
    expect((await takeNextTicket(plain))?.id).toBe(special)
  })

  test('of a kind that nobody is good at goes to whoever asks, and to one only', async () => {
    const special = await waiting('signing')
    const taken = await Promise.all([takeNextTicket(plain), takeNextTicket(eds)])
    expect(taken.flatMap((one) => (one ? [one.id] : []))).toEqual([special])
  })
})

describe('dealing', () => {
  test('does nothing unless set so', async () => {
    await waiting()
    expect(await dealTickets(t.ctx)).toBe(0)
  })

  test('goes by skill and load, leaves out who is away or off, and stops at the limit', async () => {
    await dealing(2)
    await setWork(boss, { ...work, staffId: idOf(eds), skills: ['eds'] })
    const special = await waiting('signing')
    const common = [await waiting(), await waiting(), await waiting()]
    expect(await dealTickets(t.ctx)).toBe(4)
    expect(await holderOf(special)).toBe(idOf(eds))
    const holders = await Promise.all(common.map(holderOf))
    expect(holders.filter((id) => id === idOf(plain))).toHaveLength(2)
    await waiting()
    expect(await dealTickets(t.ctx)).toBe(0)
  })

  test('never gives what only a few may see', async () => {
    await dealing()
    const id = await waiting()
    await t.db.update(ticket).set({ restricted: true }).where(eq(ticket.id, id))
    expect(await dealTickets(t.ctx)).toBe(0)
    expect(await takeNextTicket(plain)).toBeNull()
  })

  test('waits for the morning', async () => {
    await dealing()
    const id = await waiting()
    // 19:00 in Astana.
    t.clock.set('2026-11-23T14:00:00Z')
    expect(await dealTickets(t.ctx)).toBe(0)
    t.clock.set('2026-11-24T04:00:00Z')
    await away(plain)
    expect(await dealTickets(t.ctx)).toBe(1)
    expect(await holderOf(id)).toBe(idOf(eds))
  })

  test('by two processes at once gives each ticket once', async () => {
    await dealing()
    for (let n = 0; n < 4; n += 1) await waiting()
    const counts = await Promise.all([dealTickets(t.ctx), dealTickets(t.ctx)])
    expect(counts.toSorted()).toEqual([0, 4])
    const held = await t.db.select().from(ticket).where(eq(ticket.status, 'in_progress'))
    expect(
      Map.groupBy(held, ({ assigneeId }) => assigneeId)
        .values()
        .map((l) => l.length)
        .toArray(),
    ).toEqual([2, 2])
  })
})

describe('hand-over', () => {
  test('leaves the note for the next one, in the ticket and for staff only', async () => {
    const id = await waiting()
    await assignTicket(plain, { ticketId: id, assigneeId: idOf(eds), note: 'Ждём ответа из НУЦ' })
    const [note] = await t.db
      .select()
      .from(message)
      .where(eq(message.ticketId, id))
      .orderBy(desc(message.id))
      .limit(1)
    expect(note).toMatchObject({ body: 'Ждём ответа из НУЦ', internal: true, staffId: idOf(plain) })
    const [link] = await t.db
      .select()
      .from(auditEvent)
      .where(eq(auditEvent.chain, `ticket:${id}`))
      .orderBy(desc(auditEvent.seq))
      .limit(1)
    expect(link).toMatchObject({
      action: 'ticket.taken',
      data: { messageId: note?.id, assigneeId: idOf(eds) },
    })
    expect(JSON.stringify(link?.data)).not.toContain('НУЦ')
  })

  test('of an absence that begins now moves all open tickets at once', async () => {
    const held = [await waiting(), await waiting()]
    for (const id of held) await assignTicket(plain, { ticketId: id, assigneeId: idOf(plain) })
    await away(plain, { handOver: 'colleague', toStaffId: idOf(eds), note: 'Доделать' })
    expect(await Promise.all(held.map(holderOf))).toEqual([idOf(eds), idOf(eds)])
  })

  test('of a planned one waits for its beginning and happens once', async () => {
    const id = await waiting()
    await assignTicket(plain, { ticketId: id, assigneeId: idOf(plain) })
    await away(plain, { from: '2026-11-24T09:00', handOver: 'queue' })
    expect(await handOverAbsent(t.ctx)).toBe(0)
    t.clock.set('2026-11-24T04:00:00Z')
    expect((await Promise.all([handOverAbsent(t.ctx), handOverAbsent(t.ctx)])).toSorted()).toEqual([
      0, 1,
    ])
    expect(await holderOf(id)).toBeNull()
    await assignTicket(plain, { ticketId: id, assigneeId: idOf(plain) })
    expect(await handOverAbsent(t.ctx)).toBe(0)
  })

  test('is not to oneself, to nobody, or for a time that is over', async () => {
    const colleague = { handOver: 'colleague', toStaffId: idOf(plain) } as const
    await expect(away(plain, colleague)).rejects.toEqual(fails('invalid', 'colleagueMissing'))
    await expect(away(plain, { handOver: 'colleague' })).rejects.toEqual(
      fails('invalid', 'colleagueMissing'),
    )
    await expect(away(plain, { to: '2026-11-23T09:30' })).rejects.toEqual(
      fails('invalid', 'endBeforeStart'),
    )
  })
})

test('everybody says when he works and is away; only a planner says it of others and names skills', async () => {
  const mine = { ...work, staffId: idOf(plain) }
  const week = ['12:00-20:00', '12:00-20:00', '', '', '', '10:00-14:00 15:00-18:00', '']
  await setWork(plain, { ...mine, week, skills: ['billing'], takesTickets: false })
  const [row] = await t.db.select().from(staffWork)
  expect(row).toMatchObject({ skills: [], takesTickets: true })
  expect(row?.week).toHaveLength(7)
  const role = fails('forbidden', 'role')
  await expect(setWork(plain, { ...work, staffId: idOf(eds) })).rejects.toEqual(role)
  await expect(away(plain, { staffId: idOf(eds) })).rejects.toEqual(role)
  const absence = await away(boss, { staffId: idOf(eds) })
  await expect(endAbsence(plain, { absenceId: absence.id })).rejects.toEqual(role)
  await endAbsence(eds, { absenceId: absence.id })
  await expect(endAbsence(eds, { absenceId: absence.id })).rejects.toEqual(
    fails('not_found', 'absenceNotFound'),
  )
  await expect(
    setWork(plain, { ...mine, week: ['18:00-09:00', '', '', '', '', '', ''] }),
  ).rejects.toThrow('hoursMalformed')
})
