import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import AxeBuilder from '@axe-core/playwright'
import { serve } from '@hono/node-server'
import chromium from '@sparticuz/chromium'
import { isNull } from 'drizzle-orm'
import { type Browser, type Page, chromium as playwright } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { suspension } from '../../db/schema/access.ts'
import { client } from '../../db/schema/clients.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { buildStaff, type Desk, password, signedIn, startDesk, Visitor } from './desk.ts'

let desk: Desk
let operator: Visitor
let officer: Visitor
let supervisor: Visitor
let auditor: Visitor
let card: string
beforeAll(async () => {
  desk = await startDesk()
  for (const role of ['operator', 'compromise-officer', 'supervisor', 'auditor'] as const) {
    await buildStaff(desk.ctx, role)
  }
  operator = await signedIn(desk, 'operator@kense.app')
  officer = await signedIn(desk, 'compromise-officer@kense.app')
  supervisor = await signedIn(desk, 'supervisor@kense.app')
  auditor = await signedIn(desk, 'auditor@kense.app')
  const made = await operator.post('/desk/clients/new', {
    kind: 'legal_entity',
    name: 'ТОО «Ромашка»',
    number: '9912 4000 0003',
    personName: 'Айгерим Сатпаева',
    iin: '750615100006',
    phone: '8 701 000 00 01',
    email: 'head@firm.example',
  })
  card = made.headers.get('location')?.split('?')[0] ?? ''
})
afterAll(() => desk.close())

const text = async (visitor: Visitor, path: string) => (await visitor.get(path)).text()

describe('clients', () => {
  test('a wrong number is told beside its field, and what was typed stays', async () => {
    const response = await operator.post('/desk/clients/new', {
      kind: 'legal_entity',
      name: 'Опечатка',
      number: '991240000004',
    })
    expect(response.status).toBe(422)
    const html = await response.text()
    expect(html).toContain('id="f-number-error"')
    expect(html).toContain('value="Опечатка"')
  })

  test('list and card mask numbers; showing them is recorded', async () => {
    for (const path of ['/desk/clients?q=ромашка', card]) {
      const html = await text(operator, path)
      expect(html).toContain('991240******')
      expect(html).not.toMatch(/991240000003|77010000001/)
    }
    const revealed = await (await operator.post(card, { verb: 'reveal' })).text()
    expect(revealed).toContain('991240000003')
    expect(revealed).toContain('+77010000001')
    expect(await text(operator, card)).toContain('показано целиком')
  })

  test('an auditor reads the card and finds no form to change it', async () => {
    const html = await text(auditor, card)
    expect(html).toContain('Ромашка')
    expect(html).not.toContain('name="verb"')
    expect((await auditor.post(card, { verb: 'reveal' })).status).toBe(403)
  })

  test('somebody is added, gets a link for Telegram, and leaves', async () => {
    const added = await operator.post(card, {
      verb: 'person',
      personName: 'Бухгалтер',
      role: 'user',
      email: 'acc@firm.example',
    })
    expect(added.headers.get('location')).toBe(`${card}?done=person_added`)
    const html = await text(operator, card)
    const ids = [...html.matchAll(/name="contactId" value="([^"]+)"/g)].map((match) => match[1])
    const contactId = ids.at(-1) ?? ''
    const made = await (await operator.post(card, { verb: 'link', contactId })).text()
    expect(made).toMatch(/\/start link_[\w-]{43}/)
  })
})

describe('access', () => {
  test('a suspension is previewed first, then confirmed, and lifted by another', async () => {
    const fields = { verb: 'suspend', scope: 'platform', 'code:4.3.1': 'yes' }
    const preview = await (await officer.post(card, { ...fields, step: 'preview' })).text()
    expect(preview).toContain('Что изменится')
    expect(await desk.db.$count(suspension)).toBe(0)
    const done = await officer.post(card, { ...fields, step: 'confirm' })
    expect(done.headers.get('location')).toBe(`${card}?done=suspended`)
    const html = await text(officer, card)
    expect(html).toContain('Доступ закрыт')
    const suspensionId = /name="suspensionId" value="([^"]+)"/.exec(html)?.[1] ?? ''
    const lift = { verb: 'lift', suspensionId, liftReason: 'устранено' }
    expect((await officer.post(card, lift)).status).toBe(409)
    expect((await supervisor.post(card, lift)).status).toBe(303)
    expect(await text(officer, card)).toContain('Доступ открыт')
  })

  test('an operator neither previews nor suspends', async () => {
    const fields = { verb: 'suspend', scope: 'platform', 'code:4.3.1': 'yes' }
    for (const step of ['preview', 'confirm']) {
      expect((await operator.post(card, { ...fields, step })).status).toBe(403)
    }
  })
})

describe('compromise', () => {
  test('by telephone: case, countdown, decision, resumption with four eyes', async () => {
    await operator.get('/desk/compromise/report')
    const reported = await operator.post('/desk/compromise/report', {
      phone: '8 702 111 22 33',
      callerName: 'Сосед',
      calledAt: '2026-11-23T09:30',
      number: '991240000003',
      kind: 'key',
      cause: 'lost',
      happened: 'Пропал токен',
      locale: 'ru',
      vouched: 'no',
    })
    expect(reported.status).toBe(303)
    const page = reported.headers.get('location')?.split('?')[0] ?? ''
    expect(await text(officer, '/desk/compromise')).toContain('Ромашка')
    const open = await text(officer, page)
    expect(open).toContain('due due-calm')
    expect(open).toContain('✓')
    expect((await operator.post(page, { verb: 'acknowledge' })).status).toBe(403)
    expect((await officer.post(page, { verb: 'acknowledge' })).status).toBe(303)
    const unreasoned = await officer.post(page, { decision: 'suspended', reason: '' })
    expect(unreasoned.status).toBe(422)
    const decided = await officer.post(page, { decision: 'suspended', reason: 'подтвердила' })
    expect(decided.status).toBe(303)
    expect(await text(officer, page)).toContain('доступ закрыт')

    await operator.get(card)
    const asked = await operator.post(card, { verb: 'askResumption', note: 'ключ сменили' })
    expect(asked.headers.get('location')).toContain('resumption_asked')
    const waiting = await text(officer, card)
    const resumptionId = /name="resumptionId" value="([^"]+)"/.exec(waiting)?.[1] ?? ''
    const headId =
      /<option value="([^"]+)"[^>]*>Айгерим/.exec(
        waiting.slice(waiting.indexOf('f-verifyContactId')),
      )?.[1] ?? ''
    const verified = await officer.post(card, {
      verb: 'verify',
      resumptionId,
      verifyContactId: headId,
      verification: 'trusted_phone',
    })
    expect(verified.headers.get('location')).toContain('resumption_verified')
    const approve = { verb: 'endResumption', resumptionId, verdict: 'approve', endReason: 'да' }
    expect((await officer.post(card, approve)).status).toBe(409)
    expect((await supervisor.post(card, approve)).status).toBe(303)
    expect(await desk.db.select().from(compromiseCase)).toMatchObject([{ state: 'resumed' }])
  })

  test('the register is exported without numbers of persons', async () => {
    const response = await auditor.get('/desk/compromise/register.csv')
    const csv = await response.text()
    expect(csv).toContain('"KNS-')
    expect(csv).toContain('"yes"')
    expect(csv).not.toMatch(/991240000003|77021112233/)
  })
})

describe('the public form', () => {
  const post = (fields: Record<string, string>) =>
    new Visitor(desk.app).post('/compromise?lang=ru', fields)

  test('takes a notice from anybody, and needs only a way to answer', async () => {
    expect((await new Visitor(desk.app).get('/compromise')).status).toBe(200)
    const nowhere = await post({ happened: 'Украли токен' })
    expect(nowhere.status).toBe(422)
    expect(await nowhere.text()).toContain('Украли токен')
    const before = await desk.db.$count(compromiseCase)
    const sent = await post({
      happened: 'Украли токен, пароль: Qwerty123!',
      number: '991240000003',
      email: 'Anybody@Mail.example',
    })
    const html = await sent.text()
    expect(html).toMatch(/KNS-\d{3}-\d{3}-\d{3}/)
    expect(html).not.toContain('Qwerty123')
    expect(await desk.db.$count(compromiseCase)).toBe(before + 1)
    expect(await desk.db.$count(suspension, isNull(suspension.liftedAt))).toBe(0)
  })
})

describe('in a browser', () => {
  let browser: Browser
  let page: Page
  let base: string
  let server: ReturnType<typeof serve>
  beforeAll(async () => {
    server = serve({ fetch: desk.app.fetch, port: 0, hostname: '127.0.0.1' })
    await once(server, 'listening')
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    browser = await playwright.launch({
      executablePath: await chromium.executablePath(),
      args: ['--no-sandbox'],
    })
    page = await (await browser.newContext()).newPage()
    await page.goto(`${base}/desk/sign-in`)
    await page.fill('#f-email', 'supervisor@kense.app')
    await page.fill('#f-password', password)
    await page.press('#f-password', 'Enter')
    await page.waitForURL(`${base}/desk`)
  })
  afterAll(async () => {
    await browser?.close()
    const closed = once(server, 'close')
    server.close()
    await closed
  })

  test('no page has a fault that axe can find', async () => {
    const [row] = await desk.db.select().from(compromiseCase)
    expect(await desk.db.$count(client)).toBe(1)
    const paths = [
      '/desk/clients',
      '/desk/clients/new',
      card,
      '/desk/compromise?show=all',
      '/desk/compromise/report',
      '/compromise',
      `/desk/compromise/${row?.id}`,
    ]
    for (const path of paths) {
      await page.goto(base + path)
      const name = path.replace(/[^a-z]+/g, '-').slice(0, 40)
      if (process.env.SCREENSHOTS) {
        await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png`, fullPage: true })
      }
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => [path, id, nodes[0]?.html])).toEqual([])
    }
  })
})
