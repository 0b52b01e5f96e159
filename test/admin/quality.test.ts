import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ctx, StaffRole } from '../../src/context.ts'
import { seedDatabase } from '../../src/seed.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { setTriage } from '../../src/tickets/set-triage.ts'
import { triageOffline } from '../../src/triage/offline.ts'
import { triageQuality } from '../../src/triage/quality.ts'
import { currentWordLists, setWordLists } from '../../src/triage/word-lists.ts'
import { buildStaff, buildTicket, type Desk, password, startDesk, Visitor } from './desk.ts'

let desk: Desk
let operator: Ctx
let supervisor: Ctx

beforeAll(async () => {
  desk = await startDesk()
  await seedDatabase(desk.ctx.db, desk.ctx.now())
  operator = await acting('operator')
  supervisor = await acting('supervisor')
})
afterAll(() => desk.close())

async function acting(role: StaffRole): Promise<Ctx> {
  const { staffId } = await buildStaff(desk.ctx, role)
  return { ...desk.ctx, actor: { kind: 'staff', staffId, role } }
}

test('an override stands in the matrix beside the engine’s word, confirmed or changed', async () => {
  const { id } = await buildTicket(desk.ctx, { subject: 'Опечатка на кнопке' })
  await desk.drain({ acknowledge: acknowledgeTicket })
  const before = await triageQuality(desk.ctx.db, new Date(0))
  expect(before).toMatchObject({ classified: 1, judged: 0, priority: [] })
  await setTriage(operator, {
    ticketId: id,
    intent: 'incident',
    priority: 'high',
    complexity: 'high',
    reason: '',
  })
  const { judged, priority } = await triageQuality(desk.ctx.db, new Date(0))
  expect(judged).toBe(1)
  expect(priority).toEqual([{ engine: 'low', person: 'high', n: 1 }])
})

test('staff add words to the filter and take words out of it; only seniors may', async () => {
  await expect(setWordLists(operator, { stop: 'редиска', allow: '' })).rejects.toThrow('forbidden')
  await setWordLists(supervisor, { stop: 'Редиска, бяка', allow: 'блин' })
  const lists = await currentWordLists(desk.ctx.db)
  expect(lists).toEqual({ stop: ['редиска', 'бяка'], allow: ['блин'] })
  const input = { text: 'вот же редиска, не открывается акт', channel: 'telegram' as const }
  expect(triageOffline(input).flags.profanity).toBe(false)
  expect(triageOffline(input, lists).flags.profanity).toBe(true)
})

test('the page shows the matrix, says which figures are synthetic, and saves the words', async () => {
  const visitor = new Visitor(desk.app)
  await visitor.post('/desk/sign-in', { email: 'supervisor@kense.app', password })
  const text = await (await visitor.get('/desk/triage')).text()
  expect(text).toContain('<caption>')
  expect(text).toContain('kense eval')
  const saved = await visitor.post('/desk/triage/words', { stop: 'кака', allow: '' })
  expect(saved.status).toBe(303)
  expect(await (await visitor.get('/desk/triage')).text()).toContain('кака')
})
