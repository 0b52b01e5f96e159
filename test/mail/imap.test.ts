import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asc, eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { alert } from '../../db/schema/alerts.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { imapCursor, inbound } from '../../db/schema/transport.ts'
import type { ImapCredential, ImapSettings } from '../../src/email/imap-settings.ts'
import { runImapSource } from '../../src/email/imap-source.ts'
import { ingestMail } from '../../src/email/ingest-mail.ts'
import { leaderships, whileLeader } from '../../src/leadership.ts'
import { localBlobStore } from '../../src/storage/blob-store.ts'
import { type TestContext, testContext } from '../harness.ts'
import { type ImapServer, startImapServer } from './imap-server.ts'

let desk: TestContext
let server: ImapServer
let folder: string
let readers: { stop: () => Promise<void> }[]
let failing: (raw: Buffer) => boolean
let takes: string[]
let onTake: () => void

beforeEach(async () => {
  desk = await testContext({ now: () => new Date(), set: () => {}, advance: () => {} })
  server = await startImapServer()
  folder = mkdtempSync(join(tmpdir(), 'kense-imap-'))
  readers = []
  failing = () => false
  takes = []
  onTake = () => {}
})

afterEach(async () => {
  for (const one of readers) await one.stop()
  await server.close()
  await desk.close()
  rmSync(folder, { recursive: true, force: true })
})

const settings = (overrides: Partial<ImapSettings> = {}): ImapSettings => ({
  host: '127.0.0.1',
  port: server.port,
  secure: false,
  user: 'support@kense.example',
  mailbox: 'INBOX',
  moveTo: null,
  credential: { kind: 'password', password: 'secret' },
  ...overrides,
})

const mailSettings = {
  supportAddress: 'support@kense.app',
  messageIdDomain: 'kense.app',
  secretKey: 'a test key of more than thirty-two characters',
  loopToken: 'desk',
  plusAddresses: true,
  publicUrl: 'http://127.0.0.1',
  faqBaseUrl: 'http://127.0.0.1/help',
}

const source: typeof runImapSource = (ctx, given, sink, signal) =>
  runImapSource(ctx, given, sink, signal, 20)

/** A desk that reads the mailbox, as the mail role does. */
function read(overrides: Partial<ImapSettings> = {}, work = source): void {
  const stopping = new AbortController()
  const store = localBlobStore(folder)
  const sink = {
    take: async (raw: Buffer, receivedAt: Date) => {
      if (failing(raw)) throw new Error('database away')
      takes.push(/^Subject: (.*)$/m.exec(raw.toString())?.[1]?.trim() ?? '')
      await ingestMail(
        desk.ctx,
        { store, settings: mailSettings },
        { raw, envelope: null, receivedAt },
      )
      onTake()
    },
    setAside: async (raw: Buffer, receivedAt: Date) => {
      await desk.db.insert(inbound).values({
        id: desk.ctx.newId(),
        channel: 'email',
        externalKey: `aside:${raw.length}`,
        receivedAt,
        state: 'quarantined',
      })
    },
  }
  const running = work(desk.ctx, settings(overrides), sink, stopping.signal)
  readers.push({
    stop: async () => {
      stopping.abort()
      await running
    },
  })
}

const mail = (subject: string, id = subject) =>
  `From: Dana <dana@client.example>\nTo: support@kense.app\nSubject: ${subject}\nMessage-ID: <${id}@client.example>\nDate: Mon, 1 Jan 2024 00:00:00 +0000\n\nWords of ${subject}\n`

const subjects = async () =>
  (await desk.db.select().from(ticket).orderBy(asc(ticket.receivedAt))).map((row) => row.subject)

/** Resolves once the reader sleeps, having taken everything. */
const asleep = () => server.seen(/^IDLE/)

test('unread mail becomes tickets, with the time of receipt by the mailbox, and is marked afterwards', async () => {
  const at = new Date('2026-11-20T04:05:06Z')
  const kept = server.deliver(mail('One'), { at })
  const old = server.deliver(mail('Read long ago'), { seen: true, at: new Date('2020-01-01') })
  const idle = asleep()
  read()
  await idle
  const rows = await desk.db.select().from(ticket)
  expect(rows).toMatchObject([{ subject: 'One', receivedAt: at }])
  expect(kept.flags).toEqual(new Set(['\\Seen', '$KenseTaken']))
  expect(old.flags.has('$KenseTaken')).toBe(false)
  const marked = server.commands.findIndex((line) => /STORE/.test(line))
  expect(server.commands.slice(0, marked).some((line) => /BODY\.PEEK\[\]/.test(line))).toBe(true)
})

test('a mail that comes while the reader idles is taken at once, and moved when so set', async () => {
  const idle = asleep()
  read({ moveTo: 'Done' })
  await idle
  const again = asleep()
  server.deliver(mail('Later'))
  await again
  expect(await subjects()).toEqual(['Later'])
  expect(server.moved).toHaveLength(1)
  expect(server.mails).toHaveLength(0)
})

test('a connection cut between commit and mark neither loses nor doubles a mail', async () => {
  for (const n of [1, 2, 3]) server.deliver(mail(`Batch ${n}`))
  server.cutAt(/STORE/)
  const idle = asleep()
  read()
  await idle
  expect(await subjects()).toEqual(['Batch 1', 'Batch 2', 'Batch 3'])
  expect(takes).toHaveLength(6)
  expect(server.mails.every((one) => one.flags.has('$KenseTaken'))).toBe(true)
})

test('after an outage what came meanwhile is taken', async () => {
  const idle = asleep()
  read()
  await idle
  const again = asleep()
  server.cut()
  server.deliver(mail('Meanwhile'))
  await again
  expect(await subjects()).toEqual(['Meanwhile'])
})

test('a rebuilt mailbox with new UIDs makes no second ticket', async () => {
  server.deliver(mail('Before'))
  const idle = asleep()
  read()
  await idle
  const again = asleep()
  server.rebuild(99)
  server.deliver(mail('After'))
  await again
  expect((await subjects()).toSorted()).toEqual(['After', 'Before'])
  const [cursor] = await desk.db.select().from(imapCursor)
  expect(cursor).toMatchObject({ uidValidity: '99', lastUid: 101 })
})

test('on our own trouble a mail stays unmarked and is taken later', async () => {
  let broken = 2
  failing = () => {
    broken -= 1
    return broken >= 0
  }
  const one = server.deliver(mail('Patient'))
  const failedOnce = server.seen(/LOGIN/)
  read()
  await failedOnce
  expect(one.flags.size).toBe(0)
  await asleep()
  expect(await subjects()).toEqual(['Patient'])
}, 60_000)

test('a mail that fails again and again is set aside and does not block those behind it', async () => {
  failing = (raw) => raw.includes('Poison')
  server.deliver(mail('Poison'))
  server.deliver(mail('Behind'))
  const idle = asleep()
  read()
  await idle
  expect(await subjects()).toEqual(['Behind'])
  expect(await desk.db.select().from(inbound).where(eq(inbound.state, 'quarantined'))).toHaveLength(
    1,
  )
}, 60_000)

test('of two readers only the leader works; when it ends the other goes on', async () => {
  const led: typeof runImapSource = (ctx, given, sink, signal) =>
    whileLeader(desk.sql, leaderships.imap, signal, ctx.log, (held) =>
      source(ctx, given, sink, held),
    )
  const idle = asleep()
  read({}, led)
  await idle
  read({}, led)
  server.deliver(mail('First'))
  await asleep()
  const logins = server.commands.filter((line) => /^LOGIN/.test(line)).length
  expect(logins).toBe(1)
  const takenOver = asleep()
  await readers.shift()?.stop()
  await takenOver
  const again = asleep()
  server.deliver(mail('Second'))
  await again
  expect(await subjects()).toEqual(['First', 'Second'])
  expect(takes).toEqual(['First', 'Second'])
})

test('two readers without a leader, by mistake, still make one ticket of one mail', async () => {
  const both = Promise.all([asleep(), asleep()])
  for (const n of [1, 2, 3, 4]) server.deliver(mail(`Twin ${n}`))
  read()
  read()
  await both
  await expect.poll(async () => (await subjects()).length).toBe(4)
})

test('a refused login is told to staff at once', async () => {
  server.refuseLogins = true
  read()
  await expect
    .poll(() => desk.db.select().from(alert), { timeout: 10_000 })
    .toMatchObject([{ kind: 'mail_intake_down', severity: 'critical', data: { refused: 1 } }])
})

test('an OAuth2 refresh token is changed for an access token, which opens the mailbox', async () => {
  const asked: string[] = []
  const oauth = createServer((request, response) => {
    request.on('data', (chunk) => asked.push(String(chunk)))
    request.on('end', () => response.end('{"access_token":"fresh-token","expires_in":3600}'))
  }).listen(0, '127.0.0.1')
  await once(oauth, 'listening')
  const credential: ImapCredential = {
    kind: 'refresh-token',
    refresh: {
      tokenUrl: `http://127.0.0.1:${(oauth.address() as { port: number }).port}/token`,
      clientId: 'desk',
      clientSecret: null,
      refreshToken: 'long-lived',
    },
  }
  const login = server.seen(/AUTHENTICATE/)
  const idle = asleep()
  read({ credential })
  const sent = Buffer.from(/XOAUTH2 (\S+)/.exec(await login)?.[1] ?? '', 'base64').toString()
  expect(sent).toContain('user=support@kense.example')
  expect(sent).toContain('auth=Bearer fresh-token')
  expect(asked).toEqual(['grant_type=refresh_token&client_id=desk&refresh_token=long-lived'])
  await idle
  oauth.close()
})
