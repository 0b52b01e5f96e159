import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { auditEvent } from '../../db/schema/audit.ts'
import { message, ticket } from '../../db/schema/tickets.ts'
import { inbound } from '../../db/schema/transport.ts'
import { actingAs } from '../../src/context.ts'
import { replayMail } from '../../src/email/replay-mail.ts'
import { buildStaff, type Desk, signedIn, startDesk, type Visitor } from '../admin/desk.ts'
import { mailDesk, memoryStore, settings } from './mail-desk.ts'

let desk: Desk
let post: ReturnType<typeof mailDesk>
let store: ReturnType<typeof memoryStore>
let visitor: Visitor

beforeEach(async () => {
  store = memoryStore()
  desk = await startDesk({ attachments: { ...store, open: store.get }, mail: settings })
  post = mailDesk(desk, store)
  await buildStaff(desk.ctx)
  visitor = await signedIn(desk, 'operator@kense.app')
})
afterEach(() => desk.close())

/** Somebody's words that look like a robot's. */
async function misjudged() {
  const outcome = await post.receive({
    from: 'Dana <dana@client.example>',
    subject: 'Не уходят <b>счета</b>',
    headers: { 'Auto-Submitted': 'auto-generated' },
  })
  expect(outcome).toMatchObject({ outcome: 'kept', state: 'quarantined' })
  const [row] = await desk.db.select().from(inbound)
  return row?.id ?? ''
}

test('the page lists what made no ticket, with reason, sender and subject', async () => {
  await misjudged()
  const page = await (await visitor.get('/desk/quarantine')).text()
  expect(page).toContain('dana@client.example')
  expect(page).toContain('Не уходят &lt;b&gt;счета&lt;/b&gt;')
  expect(page).toContain('auto_submitted')
})

test('one click makes a ticket of it, as its sender’s, and says so in the audit log', async () => {
  const id = await misjudged()
  desk.clock.advance(3600_000)
  await visitor.get(`/desk/quarantine/${id}`)
  const response = await visitor.post(`/desk/quarantine/${id}`, { as: 'human' })
  expect(response.headers.get('location')).toMatch(/^\/desk\/tickets\/KNS-/)
  const [row] = await desk.db.select().from(inbound)
  const [opened] = await desk.db.select().from(ticket)
  expect(opened).toMatchObject({ subject: 'Не уходят <b>счета</b>', receivedAt: row?.receivedAt })
  expect(row).toMatchObject({ state: 'done', ticketId: opened?.id })
  const [link] = await desk.db
    .select()
    .from(auditEvent)
    .where(eq(auditEvent.chain, `inbound:${id}`))
  expect(link).toMatchObject({ action: 'mail.replayed', data: { as: 'human', outcome: 'opened' } })
  expect(link?.actor).toMatchObject({ kind: 'staff' })
  const again = await visitor.post(`/desk/quarantine/${id}`, { as: 'human' })
  expect(again.status).toBe(404)
  expect(await desk.db.select().from(ticket)).toHaveLength(1)
})

test('a replay judges anew and keeps the mail when the judgement is the same', async () => {
  const id = await misjudged()
  await visitor.get(`/desk/quarantine/${id}`)
  const response = await visitor.post(`/desk/quarantine/${id}`, { as: 'judged' })
  expect(response.headers.get('location')).toBe(`/desk/quarantine/${id}?done=kept`)
  expect(await desk.db.select().from(ticket)).toEqual([])
})

test('after a parser is mended a replay makes the ticket', async () => {
  const raw = Buffer.from('From: dana@client.example\r\nSubject: Счета\r\n\r\nНе уходят\r\n')
  const rawSha256 = await store.put(raw)
  const id = desk.ctx.newId()
  await desk.db.insert(inbound).values({
    id,
    channel: 'email',
    externalKey: `sha256:${rawSha256}`,
    receivedAt: desk.clock.now(),
    rawSha256,
    state: 'quarantined',
    reason: 'unparseable: parser_failed',
  })
  const outcome = await replayMail(desk.ctx, { store, settings }, { inboundId: id, as: 'judged' })
  expect(outcome).toMatchObject({ outcome: 'opened' })
})

test('a mail that cannot be read still becomes a ticket by hand, with its subject', async () => {
  let part = 'Content-Type: text/plain\r\n\r\nend\r\n'
  for (let n = 0; n < 150; n += 1) {
    part = `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n${part}\r\n--b${n}--\r\n`
  }
  const raw = Buffer.from(
    `From: dana@client.example\r\nSubject: Deep\r\nMessage-ID: <d@client.example>\r\n${part}`,
  )
  expect(await post.receive({ raw })).toMatchObject({ outcome: 'kept', state: 'quarantined' })
  const [row] = await desk.db.select().from(inbound)
  expect(row?.reason).toMatch(/^unparseable/)
  const page = await (await visitor.get(`/desk/quarantine/${row?.id}`)).text()
  expect(page).toContain('<h1>Deep</h1>')
  expect(page).toContain('dana@client.example')
  const input = { inboundId: row?.id ?? '', as: 'human' } as const
  expect(await replayMail(desk.ctx, { store, settings }, input)).toMatchObject({
    outcome: 'opened',
  })
  expect(await desk.db.select().from(message)).toMatchObject([{ body: 'Deep' }])
})

test('the original is saved, never shown as a page, and only to staff', async () => {
  const id = await misjudged()
  const response = await visitor.get(`/desk/quarantine/${id}/raw`)
  expect(response.headers.get('content-type')).toBe('application/octet-stream')
  expect(response.headers.get('content-disposition')).toMatch(/^attachment/)
  expect(await response.text()).toContain('Auto-Submitted: auto-generated')
  const stranger = await desk.app.request(`/desk/quarantine/${id}/raw`)
  expect(stranger.status).not.toBe(200)
})

test('an auditor looks but takes nothing out', async () => {
  const id = await misjudged()
  const { staffId } = await buildStaff(desk.ctx, 'auditor')
  const auditor = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'auditor' })
  await expect(
    replayMail(auditor, { store, settings }, { inboundId: id, as: 'human' }),
  ).rejects.toMatchObject({ code: 'forbidden' })
  const page = await signedIn(desk, 'auditor@kense.app')
  const html = await (await page.get(`/desk/quarantine/${id}`)).text()
  expect(html).not.toContain('name="as"')
})
