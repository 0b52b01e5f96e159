import { afterAll, beforeAll, expect, test } from 'vitest'
import { actingAs } from '../../src/context.ts'
import { assignTicket } from '../../src/tickets/assign-ticket.ts'
import { buildStaff, buildTicket, type Desk, signedIn, startDesk } from '../admin/desk.ts'

let desk: Desk
let operatorId: string
let bossId: string
beforeAll(async () => {
  desk = await startDesk()
  operatorId = (await buildStaff(desk.ctx)).staffId
  bossId = (await buildStaff(desk.ctx, 'supervisor')).staffId
})
afterAll(() => desk.close())

const hours = Object.fromEntries(
  ['09:00-13:00', '', '', '', '', '', ''].map((h, n) => [`day${n}`, h]),
)

test('a supervisor names skills and hours; the team shows them', async () => {
  const boss = await signedIn(desk, 'supervisor@kense.app')
  const fields = { hours: 'own', ...hours, 'skill-1c': 'on', takes: 'yes' }
  const saved = await boss.post(`/desk/team/${operatorId}/work`, fields)
  expect(saved.headers.get('location')).toBe(`/desk/team/${operatorId}?done=work_set`)
  // 10:00 of a Monday: at work. 14:00: not any more.
  expect(await (await boss.get('/desk/team')).text()).toMatch(/<td>на месте<\/td><td>1С<\/td>/)
  desk.clock.set('2026-11-23T09:00:00Z')
  expect(await (await boss.get('/desk/team')).text()).toMatch(/<td>вне часов<\/td><td>1С<\/td>/)
  desk.clock.set('2026-11-23T05:00:00Z')
  const wrong = await boss.post(`/desk/team/${operatorId}/work`, { ...fields, day0: 'утром' })
  expect(wrong.status).toBe(422)
  expect(await wrong.text()).toContain('value="утром"')
})

test('an operator goes on leave, his tickets go to a colleague with the note, and he comes back', async () => {
  const operator = await signedIn(desk, 'operator@kense.app')
  const { id, href } = await buildTicket(desk.ctx)
  const acting = actingAs(desk.ctx, { kind: 'staff', staffId: operatorId, role: 'operator' })
  await assignTicket(acting, { ticketId: id, assigneeId: operatorId })
  const leave = {
    kind: 'vacation',
    from: '2026-11-23T09:00',
    to: '2026-11-30T09:00',
    handOver: 'colleague',
    note: 'Клиент ждёт звонка',
  }
  const refused = await operator.post(`/desk/team/${operatorId}/absence`, leave)
  expect(refused.status).toBe(422)
  expect(await refused.text()).toContain('Клиент ждёт звонка</textarea>')
  await operator.post(`/desk/team/${operatorId}/absence`, { ...leave, toStaffId: bossId })
  const ticket = await (await operator.get(href)).text()
  expect(ticket).toContain('Клиент ждёт звонка')
  expect(ticket).toMatch(/Сотрудник operator \(отсутствует\)/)
  const mine = await (await operator.get(`/desk/team/${operatorId}`)).text()
  expect(mine).toContain('обращения переданы')
  const absenceId = /name="absenceId" value="([^"]+)"/.exec(mine)?.[1] ?? ''
  await operator.post(`/desk/team/${operatorId}/end`, { absenceId })
  expect(await (await operator.get(`/desk/team/${operatorId}`)).text()).toContain('Не планируется')
  const note = { assigneeId: operatorId, note: 'Назад к тебе' }
  await operator.post(`${href}/assign`, note)
  expect(await (await operator.get(href)).text()).toContain('Назад к тебе')
})

test('of others an operator sees the hours and has no form', async () => {
  const operator = await signedIn(desk, 'operator@kense.app')
  expect(await (await operator.get(`/desk/team/${bossId}`)).text()).not.toContain('/work"')
  expect((await operator.post(`/desk/team/${bossId}/work`, { hours: 'company' })).status).toBe(403)
  expect((await operator.get('/desk/team/00000000-0000-7000-8000-000000000000')).status).toBe(404)
})
