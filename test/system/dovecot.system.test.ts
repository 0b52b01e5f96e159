import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { asc } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ticket } from '../../db/schema/tickets.ts'
import { imapCursor } from '../../db/schema/transport.ts'
import { type DeskProcess, startDeskProcess } from '../flows/desk-process.ts'
import { type TestContext, testContext } from '../harness.ts'
import { createDovecot, type Dovecot } from './dovecot.ts'

let desk: TestContext
let dovecot: Dovecot
let running: DeskProcess[]

beforeEach(async () => {
  desk = await testContext({ now: () => new Date(), set: () => {}, advance: () => {} })
  dovecot = await createDovecot()
  await dovecot.start()
  running = []
})

afterEach(async () => {
  for (const one of running) await one.stop()
  await dovecot.close()
  await desk.close()
})

async function startReader(query = ''): Promise<DeskProcess> {
  const started = await startDeskProcess({
    ROLES: 'mail',
    DATABASE_URL: desk.url,
    IMAP_URL: `${dovecot.url()}${query}`,
    SMTP_LISTEN: '',
  })
  running.push(started)
  return started
}

const minute = (n: number) => new Date(Date.UTC(2026, 10, 20, 4, n))

async function deliver(from: number, to: number): Promise<void> {
  const client = await dovecot.client()
  for (let n = from; n <= to; n += 1) {
    const raw = `From: Client ${n} <client${n}@client.example>\r\nTo: support@kense.app\r\nSubject: Request ${n}\r\nMessage-ID: <${n}@client.example>\r\n\r\nWords of request ${n}, ${'long '.repeat(2000)}\r\n`
    await client.append('INBOX', raw, [], minute(n))
  }
  await client.logout()
}

const tickets = () => desk.db.select().from(ticket).orderBy(asc(ticket.receivedAt))
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => `Request ${from + n}`)

async function expectTickets(from: number, to: number): Promise<void> {
  const wanted = numbers(from, to)
  await expect
    .poll(async () => (await tickets()).length, { timeout: 60_000, interval: 100 })
    .toBeGreaterThanOrEqual(wanted.length)
  expect((await tickets()).map((row) => row.subject)).toEqual(wanted)
}

/** Every mail of the mailbox carries the mark that it was taken. */
async function expectAllMarked(count: number, mailbox = 'INBOX'): Promise<void> {
  await expect
    .poll(
      async () => {
        const client = await dovecot.client()
        await client.mailboxOpen(mailbox)
        const marked = await client.search({ keyword: '$KenseTaken' }, { uid: true })
        await client.logout()
        return (marked || []).length
      },
      { timeout: 30_000, interval: 300 },
    )
    .toBe(count)
}

test('mail is taken with its time of receipt, also what comes while the reader idles', async () => {
  await deliver(1, 3)
  await startReader()
  await expectTickets(1, 3)
  expect((await tickets()).map((row) => row.receivedAt)).toEqual([minute(1), minute(2), minute(3)])
  await deliver(4, 5)
  await expectTickets(1, 5)
  await expectAllMarked(5)
}, 120_000)

test('the mail server restarts in the middle of a batch: every mail lands once', async () => {
  await deliver(1, 120)
  await startReader()
  await expect
    .poll(async () => (await tickets()).length, { timeout: 60_000, interval: 5 })
    .toBeGreaterThan(10)
  const before = (await tickets()).length
  await dovecot.kill()
  expect(before).toBeLessThan(120)
  await dovecot.start()
  await deliver(121, 125)
  await expectTickets(1, 125)
  await expectAllMarked(125)
}, 180_000)

test('the reading process is killed in the middle of a batch: another goes on, every mail lands once', async () => {
  await deliver(1, 120)
  const first = await startReader()
  await startReader()
  await expect
    .poll(async () => (await tickets()).length, { timeout: 60_000, interval: 5 })
    .toBeGreaterThan(10)
  await first.kill()
  await expectTickets(1, 120)
  await expectAllMarked(120)
}, 180_000)

test('a mailbox that lost its UIDs gives no second ticket', async () => {
  await deliver(1, 5)
  await startReader()
  await expectTickets(1, 5)
  await expectAllMarked(5)
  const [before] = await desk.db.select().from(imapCursor)
  await dovecot.kill()
  for (const name of [
    'dovecot-uidlist',
    'dovecot.index',
    'dovecot.index.log',
    'dovecot-uidvalidity',
  ]) {
    rmSync(join(dovecot.maildir, name), { force: true })
  }
  await dovecot.start()
  await deliver(6, 6)
  await expectTickets(1, 6)
  const [after] = await desk.db.select().from(imapCursor)
  expect(after?.uidValidity).not.toBe(before?.uidValidity)
}, 120_000)

test('taken mail is moved when so set', async () => {
  await deliver(1, 3)
  await startReader('?move=Done')
  await expectTickets(1, 3)
  await expectAllMarked(3, 'Done')
}, 120_000)
