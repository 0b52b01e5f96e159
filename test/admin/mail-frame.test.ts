import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import AxeBuilder from '@axe-core/playwright'
import { serve } from '@hono/node-server'
import chromium from '@sparticuz/chromium'
import { type Browser, type Page, chromium as playwright } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rawMultipart } from '../../src/email/fixtures/raw-mail.ts'
import { mailDesk, memoryStore } from '../mail/mail-desk.ts'
import { buildStaff, type Desk, password, startDesk } from './desk.ts'

let desk: Desk
let server: ReturnType<typeof serve>
let browser: Browser
let page: Page
let base: string
let href: string
let pictureLoads = 0
const internet = createServer((_, response) => {
  pictureLoads += 1
  response.writeHead(200, { 'Content-Type': 'image/png' }).end()
})
const portOf = (of: { address: () => unknown }) => (of.address() as AddressInfo).port

beforeAll(async () => {
  internet.listen(0, '127.0.0.1')
  await once(internet, 'listening')
  const store = memoryStore()
  desk = await startDesk({ attachments: { ...store, open: store.get } })
  await buildStaff(desk.ctx)
  const mail = mailDesk(desk, store)
  const picture = `http://127.0.0.1:${portOf(internet)}/pixel.png`
  const raw = rawMultipart('alternative', [
    { type: 'text/plain; charset=utf-8', body: 'Прошу счёт' },
    {
      type: 'text/html; charset=utf-8',
      body: `<h1>Прошу счёт</h1><img src="${picture}"><div style="background:url(${picture})">x</div>`,
    },
  ])
  const outcome = await mail.receive({ raw })
  if (!('ticketId' in outcome)) throw new Error('no ticket')
  href = `/desk/mails/${(await mail.messages(outcome.ticketId))[0]?.id}`
  server = serve({ fetch: desk.app.fetch, port: 0, hostname: '127.0.0.1' })
  await once(server, 'listening')
  base = `http://127.0.0.1:${portOf(server)}`
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox'],
  })
  page = await (await browser.newContext()).newPage()
  await page.goto(`${base}/desk/sign-in`)
  await page.fill('#f-email', 'operator@kense.app')
  await page.fill('#f-password', password)
  await page.press('#f-password', 'Enter')
  await page.waitForURL(`${base}/desk`)
})
afterAll(async () => {
  await browser?.close()
  await desk.hub.close()
  for (const one of [server, internet]) {
    const closed = once(one, 'close')
    one.close()
    await closed
  }
  await desk.close()
})

test('HTML of a mail shows in its frame; the internet hears of it only when asked', async () => {
  // `load` waits for the frame and every picture in it.
  await page.goto(base + href)
  await page.frameLocator('iframe.mail-frame').locator('h1').waitFor()
  expect(pictureLoads).toBe(0)
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  const asked = once(internet, 'request')
  await page.click('a[href*="images=1"]')
  await asked
  expect(pictureLoads).toBe(1)
})
