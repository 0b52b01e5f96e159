import { afterAll, beforeAll, expect, test } from 'vitest'
import { actingAs } from '../../src/context.ts'
import { replyToTicket } from '../../src/tickets/reply-to-ticket.ts'
import { sendToDevelopment } from '../../src/tickets/send-to-development.ts'
import { setTriage } from '../../src/tickets/set-triage.ts'
import {
  buildStaff,
  buildTicket,
  type Desk,
  signedIn,
  startDesk,
  type Visitor,
} from '../admin/desk.ts'

let desk: Desk
let boss: Visitor
let late: { number: string; href: string }
beforeAll(async () => {
  desk = await startDesk()
  await buildStaff(desk.ctx, 'supervisor')
  const { staffId } = await buildStaff(desk.ctx)
  const operator = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'operator' })
  const built = await buildTicket(desk.ctx)
  late = built
  await setTriage(operator, {
    ticketId: built.id,
    priority: 'critical',
    complexity: 'simple',
    intent: 'incident',
  })
  const developed = await buildTicket(desk.ctx)
  await sendToDevelopment(operator, { ticketId: developed.id, reference: 'KEN-12', text: '' })
  // Tuesday 11:00: ten working hours of eight.
  desk.clock.set('2026-11-24T06:00:00Z')
  await replyToTicket(operator, { ticketId: built.id, text: 'Исправлено', resolve: true })
  boss = await signedIn(desk, 'supervisor@kense.app')
})
afterAll(() => desk.close())

const week = 'from=2026-11-23&to=2026-11-29'
const page = async (path: string) => {
  const response = await boss.get(path)
  return { status: response.status, html: await response.text() }
}

test('the report draws every chart with a table behind it and defines every figure', async () => {
  const { status, html } = await page(`/desk/reports?${week}&by=day`)
  expect(status).toBe(200)
  expect(html.match(/<svg class="chart"/g)).toHaveLength(6)
  expect(html.match(/<details><summary>Таблица к графику/g)).toHaveLength(6)
  expect(html).toContain('Нарушение, раз записанное, остаётся.')
  expect(html).toContain('KEN-12')
  expect(html).not.toContain('style="')
})

test('what the calendar does not cover is told in one sentence, with the form as it was', async () => {
  for (const path of [
    '/desk/reports?from=2035-12-01&to=2036-02-01&by=month',
    '/desk/reports/month?month=2036-02',
  ]) {
    const { status, html } = await page(path)
    expect(status).toBe(422)
    expect(html).toContain('Отчёт строится за 2023–2035 годы')
  }
  const odd = await page('/desk/reports?from=x&to=2026-11-29&by=nothing')
  expect(odd.status).toBe(422)
})

test('the sheet of a month names its rules and misses and has a line to sign on', async () => {
  const { status, html } = await page('/desk/reports/month?month=2026-11')
  expect(status).toBe(200)
  expect(html).toContain('21 раб. дн., 189 ч')
  expect(html).toMatch(/Рабочий календарь, версия<\/dt><dd>\S+<\/dd>/)
  expect(html).toMatch(/Сроки регламента \(3\.8\), версия<\/dt><dd>1<\/dd>/)
  expect(html).toContain(late.href)
  expect(html).toContain('10 ч / 8 ч')
  expect(html).toContain('class="signature-line"')
})

test('the export opens in Excel: marked as UTF-8, semicolons, decimal commas', async () => {
  const response = await boss.get(`/desk/reports/export.csv?${week}&by=priority`)
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const bytes = Buffer.from(await response.arrayBuffer())
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const lines = bytes.toString('utf8').slice(1).trimEnd().split('\r\n')
  expect(lines[0]).toContain('"В срок, %";"Первый ответ, медиана, раб. ч"')
  expect(lines[1]).toMatch(/^"Критический";1;1;0;0;10;10;0;10;10;10;/)
  expect(lines.at(-1)).toMatch(/^"Всего";2;1;1;0;/)
})

test('an operator sees neither the page nor the way to it', async () => {
  const operator = await signedIn(desk, 'operator@kense.app')
  for (const path of ['', '/export.csv', '/month']) {
    expect((await operator.get(`/desk/reports${path}`)).status).toBe(403)
  }
  expect(await (await operator.get('/desk')).text()).not.toContain('/desk/reports')
})
