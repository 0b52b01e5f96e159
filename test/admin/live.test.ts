import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import AxeBuilder from '@axe-core/playwright'
import { serve } from '@hono/node-server'
import chromium from '@sparticuz/chromium'
import { eq } from 'drizzle-orm'
import { type Browser, type Page, chromium as playwright } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identity } from '../../db/schema/people.ts'
import { appendClientMessage } from '../../src/tickets/append-client-message.ts'
import { requireTicketForUpdate } from '../../src/tickets/load-ticket.ts'
import { buildStaff, buildTicket, type Desk, password, startDesk, type Ticketed } from './desk.ts'

let desk: Desk
let server: ReturnType<typeof serve>
let browser: Browser
let page: Page
let base: string
const complaints: string[] = []

beforeAll(async () => {
  desk = await startDesk()
  await buildStaff(desk.ctx)
  server = serve({ fetch: desk.app.fetch, port: 0, hostname: '127.0.0.1' })
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox'],
  })
  page = await (await browser.newContext()).newPage()
  // A violation of the policy or a fault of a script shows here.
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (line) => {
    if (/Content Security Policy|htmx/i.test(line.text())) complaints.push(line.text())
  })
  await page.goto(`${base}/desk/sign-in`)
  await page.fill('#f-email', 'operator@kense.app')
  await page.fill('#f-password', password)
  await page.press('#f-password', 'Enter')
  await page.waitForURL(`${base}/desk`)
})
afterAll(async () => {
  await browser?.close()
  await desk.hub.close()
  const closed = once(server, 'close')
  server.close()
  await closed
  await desk.close()
})

async function clientWrites(ticket: Ticketed, body: string): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const [sender] = await tx
      .select()
      .from(identity)
      .where(eq(identity.contactId, ticket.requesterId))
    if (!sender) throw new Error('no sender')
    const current = await requireTicketForUpdate(tx, ticket.id)
    await appendClientMessage(desk.ctx, tx, current, {
      sender,
      channel: 'email',
      body,
      receivedAt: desk.clock.now(),
      quietMs: 0,
    })
  })
}

/** The page says that its stream is open by asking for it. */
async function openLive(path: string): Promise<void> {
  const stream = page.waitForResponse((response) => response.url().endsWith('/desk/events'))
  await page.goto(base + path)
  await stream
}

describe('a page left open', () => {
  test('the queue shows a new ticket without a reload, and the chosen row stays chosen', async () => {
    const first = await buildTicket(desk.ctx, { subject: 'Первое' })
    await openLive('/desk')
    await page.keyboard.press('j')
    const focused = () => page.evaluate('document.activeElement?.id')
    expect(await focused()).toBe(`a-${first.id}`)
    const second = await buildTicket(desk.ctx, { subject: 'Второе' })
    await page.waitForSelector(`#t-${second.id}`)
    expect(await focused()).toBe(`a-${first.id}`)
    await page.waitForSelector('#announce:not(:empty)', { state: 'attached' })
    await page.keyboard.press('Enter')
    await page.waitForURL(base + first.href)
  })

  test('a ticket shows new words, and the answer being typed stays with its caret', async () => {
    const ticket = await buildTicket(desk.ctx)
    await openLive(ticket.href)
    await page.keyboard.press('r')
    await page.keyboard.type('Здравствуйте, мы')
    await page.keyboard.press('ArrowLeft')
    await clientWrites(ticket, 'Уже заработало')
    await page.waitForSelector('text=Уже заработало')
    await page.keyboard.type('!')
    expect(await page.inputValue('#reply-text')).toBe('Здравствуйте, м!ы')
  })

  test('Ctrl+Enter sends, the box empties and keeps the caret', async () => {
    await page.fill('#reply-text', 'Ответ с клавиатуры')
    await page.press('#reply-text', 'Control+Enter')
    await page.waitForSelector('.from-staff >> text=Ответ с клавиатуры')
    await page.waitForSelector('#reply-text:focus')
    expect(await page.inputValue('#reply-text')).toBe('')
  })

  test('in the mode of notes Ctrl+Enter never writes to the client', async () => {
    await page.press('#reply-text', 'Escape')
    await page.keyboard.press('n')
    await page.keyboard.type('Только для своих')
    await page.press('#reply-text', 'Control+Enter')
    await page.waitForSelector('.from-note >> text=Только для своих')
  })

  test('a button of the side changes the ticket and leaves the typed answer alone', async () => {
    await page.fill('#reply-text', 'Недописанное')
    await page.click('#side button[value=resolve]')
    await page.waitForSelector('#t-head .status-resolved')
    expect(await page.inputValue('#reply-text')).toBe('Недописанное')
  })

  test('an answer typed while the session ended is kept, and the page says so', async () => {
    const cookies = await page.context().cookies()
    await page.context().clearCookies()
    await page.press('#reply-text', 'Control+Enter')
    await page.waitForSelector('#flash .alert')
    expect(await page.inputValue('#reply-text')).toBe('Недописанное')
    await page.context().addCookies(cookies)
  })

  test('nothing broke the policy or a script meanwhile', () => {
    expect(complaints.filter((line) => !/401/.test(line))).toEqual([])
  })
})

describe('without scripts', () => {
  test('the same forms work', async () => {
    const ticket = await buildTicket(desk.ctx)
    const context = await browser.newContext({ javaScriptEnabled: false })
    await context.addCookies(await page.context().cookies())
    const plain = await context.newPage()
    await plain.goto(base + ticket.href)
    await plain.fill('#reply-text', 'Без скриптов')
    await plain.click('button[value=answer]')
    await plain.waitForURL(`${base}${ticket.href}?done=replied`)
    expect(await plain.textContent('#conversation')).toContain('Без скриптов')
    await context.close()
  })
})

test('the main pages have no fault that axe can find', async () => {
  const ticket = await buildTicket(desk.ctx)
  for (const path of [
    '/desk',
    ticket.href,
    '/desk/phone',
    '/desk/undelivered',
    '/desk/account',
    '/',
    '/help',
  ]) {
    await page.goto(base + path)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [path, id, nodes[0]?.html])).toEqual([])
  }
})

test('on a phone no page is wider than the screen', async () => {
  const ticket = await buildTicket(desk.ctx)
  await page.setViewportSize({ width: 390, height: 844 })
  for (const path of ['/desk', ticket.href, '/desk/phone', '/desk/account', '/']) {
    await page.goto(base + path)
    const wide = await page.evaluate('document.documentElement.scrollWidth')
    expect([path, wide]).toEqual([path, 390])
  }
})
