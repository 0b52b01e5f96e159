import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkSender } from '../../src/email/check-sender.ts'
import { rawMultipart } from '../../src/email/fixtures/raw-mail.ts'
import { safeHtml } from '../../src/email/safe-html.ts'
import { panelMailRu } from '../../src/i18n/panel.mail.ru.ts'
import { mailDesk, memoryStore } from '../mail/mail-desk.ts'
import { buildStaff, type Desk, signedIn, startDesk, type Visitor } from './desk.ts'

const png = Buffer.from(
  '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f030005fe02fea7d6059b0000000049454e44ae426082',
  'hex',
)
const html = `<p onclick="steal()">Смотрите <a href="https://evil.example/?x=1">сюда</a></p>
<script>alert(1)</script><style>body{background:url(https://t.example/p)}</style>
<form action="https://evil.example"><input name="password"></form><iframe src="https://evil.example"></iframe>
<div style="background:url(https://t.example/p);color:red">красный</div>
<img src="https://t.example/pixel.png"><img src="cid:shot@x"><img src="data:image/svg+xml;base64,PHN2Zy8+">
<a href="javascript:alert(1)">x</a><object data="https://evil.example/x"></object>`

let desk: Desk
let visitor: Visitor
let href: string
const store = memoryStore()
beforeAll(async () => {
  desk = await startDesk({ attachments: { ...store, open: store.get } })
  await buildStaff(desk.ctx)
  visitor = await signedIn(desk, 'operator@kense.app')
  const mail = mailDesk(desk, store)
  const raw = rawMultipart('mixed', [
    { type: 'text/plain; charset=utf-8', body: 'Ответ.\r\n\r\n> Наша цитата, вся целиком' },
    { type: 'text/html; charset=utf-8', body: html },
    { type: 'image/png; name=a.png', body: png, headers: ['Content-ID: <shot@x>'] },
  ])
  const ticket = await mail.receive({ raw })
  if (!('ticketId' in ticket)) throw new Error('no ticket')
  const [message] = await mail.messages(ticket.ticketId)
  href = `/desk/mails/${message?.id}`
})
afterAll(() => desk.close())

const get = (path: string) => visitor.get(path)

describe('the original of a mail', () => {
  test('is one click away, whole, and only for staff', async () => {
    const page = await get(href)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('Наша цитата, вся целиком')
    for (const path of [href, `${href}/html`]) {
      const outside = await desk.app.request(path)
      expect(outside.status).not.toBe(200)
    }
    expect((await get('/desk/mails/00000000-0000-7000-8000-000000000000')).status).toBe(404)
  })

  test('shows its HTML in a frame that may do nothing', async () => {
    const page = await (await get(href)).text()
    expect(page).toMatch(/<iframe[^>]*sandbox=""/)
    const frame = await get(`${href}/html`)
    const policy = frame.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain('sandbox')
    expect(policy).toContain('img-src data:;')
    expect(policy).not.toContain('script-src')
  })

  test('loads pictures of the internet only when asked for', async () => {
    const frame = await (await get(`${href}/html`)).text()
    expect(frame).not.toContain('t.example')
    expect(frame).toContain(`src="data:image/png;base64,${png.toString('base64')}"`)
    const asked = await get(`${href}/html?images=1`)
    expect(await asked.text()).toContain('https://t.example/pixel.png')
    expect(asked.headers.get('content-security-policy')).toContain('img-src data: https:')
  })

  test('is cleared of everything that runs, sends or loads', async () => {
    const clean = safeHtml(html, { remoteImages: true, inline: new Map() })
    expect(clean).not.toMatch(
      /<(script|style|form|input|iframe|object|a)\b|onclick|javascript:|svg\+xml/i,
    )
    expect(clean).not.toContain('url(')
    expect(clean).toContain('color:red')
    expect(clean).toContain('title="https://evil.example/?x=1"')
  })
})

test('the ticket shows who may have written, and lets staff add a Cc with a reason', async () => {
  const mail = mailDesk(desk, store)
  const opened = await mail.opened({
    from: 'Иван <ivan@example.kz>',
    headers: { 'Message-ID': '<cc@example.kz>', Cc: 'Коллега <buh@example.kz>' },
  })
  await desk.drain({
    'check-sender': (ctx, payload) =>
      checkSender(ctx, { store, resolve: null, trustedAuthservId: '', mta: 'kense.app' }, payload),
  })
  const page = `/desk/tickets/${opened.tag.slice(1, -1)}`
  const shown = await (await visitor.get(page)).text()
  expect(shown).toContain('assurance-unknown')
  expect(shown).toContain('buh@example.kz')
  const fields = { address: 'buh@example.kz', verb: 'accept' }
  expect((await visitor.post(`${page}/participant`, { ...fields, reason: '' })).status).toBe(409)
  const accepted = await visitor.post(`${page}/participant`, { ...fields, reason: 'звонил' })
  expect(accepted.headers.get('location')).toContain('done=participant_accepted')
})

test('staff are told why a mail with a stranger’s or a second number lies where it lies', async () => {
  const mail = mailDesk(desk, store)
  const first = await mail.opened({
    from: 'dana@example.kz',
    headers: { 'Message-ID': '<h1@example.kz>' },
  })
  const second = await mail.opened({
    from: 'dana@example.kz',
    headers: { 'Message-ID': '<h2@example.kz>' },
  })
  await mail.receive({
    from: 'dana@example.kz',
    subject: `${first.tag} ${second.tag}`,
    headers: { 'Message-ID': '<h3@example.kz>' },
  })
  const own = await visitor.get(`/desk/tickets/${first.tag.slice(1, -1)}`)
  expect(await own.text()).toContain(panelMailRu.hints.several_ids)
  const strange = await mail.opened({
    from: 'else@example.org',
    subject: first.tag,
    headers: { 'Message-ID': '<h4@example.kz>' },
  })
  const shown = await visitor.get(`/desk/tickets/${strange.tag.slice(1, -1)}`)
  expect(await shown.text()).toContain(panelMailRu.because.not_a_participant)
})
