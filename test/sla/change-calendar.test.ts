import { afterEach, beforeEach, expect, test } from 'vitest'
import { actingAs, type Ctx } from '../../src/context.ts'
import { isWorkingTime } from '../../src/sla/business-time.ts'
import { CalendarChange, changedCalendar } from '../../src/sla/calendar-change.ts'
import { changeCalendar } from '../../src/sla/change-calendar.ts'
import { compileCalendar } from '../../src/sla/compile-calendar.ts'
import { currentCalendar, storedCalendar } from '../../src/sla/current-rules.ts'
import { seedCalendar } from '../../src/sla/seed-calendar.ts'
import { buildStaff, type Desk, signedIn, startDesk } from '../admin/desk.ts'

let desk: Desk
let supervisor: Ctx
beforeEach(async () => {
  desk = await startDesk()
  const { staffId } = await buildStaff(desk.ctx, 'supervisor')
  supervisor = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'supervisor' })
})
afterEach(() => desk.close())

const changed = (change: CalendarChange) =>
  compileCalendar(changedCalendar(seedCalendar(), CalendarChange.parse(change)))
const at = (local: string) => Date.parse(`${local}+05:00`)

test('a Sunday can be made working with hours of its own, a Monday off', () => {
  const sunday = changed({
    change: 'set_day',
    date: '2026-11-29',
    kind: 'workday',
    nameRu: 'Рабочее воскресенье',
    hours: '10:00-13:00 14:00-16:00',
  })
  expect(isWorkingTime(sunday, at('2026-11-29T12:59:59'))).toBe(true)
  expect(isWorkingTime(sunday, at('2026-11-29T13:30:00'))).toBe(false)
  const monday = changed({
    change: 'set_day',
    date: '2026-11-30',
    kind: 'order',
    nameRu: 'По приказу',
  })
  expect(isWorkingTime(monday, at('2026-11-30T12:00:00'))).toBe(false)
})

test('a day off that follows from the law can be taken away in a year nobody has listed yet', () => {
  const year = changed({ change: 'remove_day', date: '2029-12-17' })
  expect(isWorkingTime(year, at('2029-12-17T12:00:00'))).toBe(true)
  expect(isWorkingTime(year, at('2029-03-21T12:00:00'))).toBe(false)
})

test('new hours hold from their date on and leave the days before alone', () => {
  const week = ['10:00-19:00', '10:00-19:00', '10:00-19:00', '10:00-19:00', '10:00-17:00', '', '']
  const shifted = changed({ change: 'set_hours', from: '2026-12-01', week })
  expect(isWorkingTime(shifted, at('2026-11-30T09:00:00'))).toBe(true)
  expect(isWorkingTime(shifted, at('2026-12-01T09:00:00'))).toBe(false)
  expect(isWorkingTime(shifted, at('2026-12-04T17:30:00'))).toBe(false)
})

test('what the file exports is imported without a change; a faulty file changes nothing', () => {
  expect(() =>
    changed({ change: 'import', format: 'csv', text: 'date,kind\n2026-02-30,holiday\n' }),
  ).toThrow(expect.objectContaining({ key: 'calendarFileFault' }))
})

test('every change is a version of its own, audited, and has the open limits computed anew', async () => {
  await changeCalendar(supervisor, {
    change: 'add_closure',
    from: '2026-11-24T10:00',
    to: '2026-11-24T12:00',
    reason: 'Авария у провайдера',
  })
  const stored = await storedCalendar(desk.db)
  expect(stored.version).toBe(2)
  expect(isWorkingTime(await currentCalendar(desk.db), at('2026-11-24T11:00:00'))).toBe(false)
  let recomputed = 0
  await desk.drain({
    'recompute-limits': async () => {
      recomputed += 1
    },
  })
  expect(recomputed).toBe(1)
  const both = await Promise.all([
    changeCalendar(supervisor, { change: 'confirm_year', year: 2028 }),
    changeCalendar(supervisor, { change: 'remove_day', date: '2026-12-16' }),
  ])
  expect(both.toSorted()).toEqual([3, 4])
})

test('an operator looks, a supervisor changes; what was typed comes back with its fault', async () => {
  await buildStaff(desk.ctx, 'operator')
  const operator = await signedIn(desk, 'operator@kense.app')
  const page = await (await operator.get('/desk/calendar?year=2026')).text()
  expect(page).toContain('День Независимости')
  expect(page).not.toContain('name="change"')
  const day = { change: 'set_day', date: '2026-12-15', kind: 'order', nameRu: 'Перенос' }
  expect((await operator.post('/desk/calendar', day)).status).toBe(403)
  const head = await signedIn(desk, 'supervisor@kense.app')
  const bad = await head.post('/desk/calendar', { ...day, kind: 'workday', hours: 'утром' })
  expect(bad.status).toBe(422)
  expect(await bad.text()).toContain('value="утром"')
  expect((await head.post('/desk/calendar', day)).status).toBe(303)
  const csv = await (await head.get('/desk/calendar/export/csv?year=2026')).text()
  expect(csv).toContain('2026-12-15,order,Перенос')
  expect(await (await head.get('/desk/calendar/export/ics?year=2026')).text()).toContain(
    'DTSTART;VALUE=DATE:20261215',
  )
})
