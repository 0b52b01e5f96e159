import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyAudit } from '../../src/audit-verify.ts'
import type { Ctx } from '../../src/context.ts'
import { deliver } from '../../src/delivery/deliver.ts'
import { ingestMail } from '../../src/email/ingest-mail.ts'
import { mailGateway, sandboxTransport } from '../../src/email/smtp-gateway.ts'
import { startSmtpReceiver } from '../../src/email/smtp-receiver.ts'
import { currentFaq } from '../../src/faq/current-index.ts'
import { type BlobStore, localBlobStore } from '../../src/storage/blob-store.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { type TestContext, testContext } from '../harness.ts'
import { settings } from '../mail/mail-desk.ts'
import { type Death, giveOutAgain, type Life, startProcess, work } from './life.ts'

let desk: TestContext
let dir: string
let store: BlobStore
/** Everything a client's mailbox received. */
const received: { to: string[] }[] = []
let clients = 0

beforeAll(async () => {
  desk = await testContext()
  await currentFaq(desk.db)
  dir = mkdtempSync(join(tmpdir(), 'kense-crash-'))
  store = localBlobStore(dir)
})
afterAll(async () => {
  await desk.close()
  rmSync(dir, { recursive: true, force: true })
})

type Outcome = { lived: boolean; accepted: boolean }

/** One process of the desk: takes what the sender still has, then does its jobs, unless it dies before. */
async function live(address: string, offers: boolean, death: Death): Promise<Outcome> {
  const running = await startProcess(desk, death)
  const { ctx, life } = running
  let accepted = !offers
  const receiver = await startSmtpReceiver({
    host: '127.0.0.1',
    port: 0,
    supportAddress: settings.supportAddress,
    log: desk.ctx.log,
    ingest: (raw, envelope) => take(ctx, life, raw, envelope),
  })
  const transport = sandboxTransport((_raw, { to }) => void received.push({ to }))
  const gateway = mailGateway(
    (mail) => life.call(() => transport(mail)),
    settings,
    desk.clock.now,
    store.get,
  )
  try {
    if (offers) {
      await life.untilDeath(offer(receiver.port, address))
      accepted = true
    }
    await life.untilDeath(
      work(desk, running, {
        acknowledge: acknowledgeTicket,
        deliver: (jobCtx, payload) =>
          deliver(jobCtx, { telegram: gateway, email: gateway }, payload),
      }),
    )
    return { lived: true, accepted }
  } catch (error) {
    if (!life.dead) throw error
    return { lived: false, accepted }
  } finally {
    await receiver.close()
    await running.stop()
  }
}

/** Keeps the mail; the last step is the moment before the sender hears 250. */
async function take(
  ctx: Ctx,
  life: Life,
  raw: Buffer,
  envelope: Parameters<typeof ingestMail>[2]['envelope'],
): Promise<void> {
  const counted: BlobStore = { ...store, put: (content) => life.call(() => store.put(content)) }
  const input = { raw, envelope, receivedAt: desk.clock.now() }
  await life.untilDeath(ingestMail(ctx, { store: counted, settings }, input))
  await life.call(async () => {})
}

/** What a mail server does: hands its mail over and forgets it only when it heard 250. */
async function offer(port: number, address: string): Promise<void> {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true })
  try {
    await transport.sendMail({
      from: address,
      to: settings.supportAddress,
      subject: 'Не уходят счета',
      text: 'Счета из 1С не уходят с утра.',
      messageId: `<first.${address}>`,
      date: desk.clock.now(),
    })
  } finally {
    transport.close()
  }
}

async function ticketsOf(address: string) {
  return desk.sql<{ messages: number; states: string[] }[]>`
    select (select count(*)::int from message m where m.ticket_id = t.id) as messages,
      array(select state from outbound o where o.ticket_id = t.id) as states
    from ticket t join identity i on i.id = t.identity_id
    where i.address = ${address}`
}

const answersTo = (address: string) => received.filter(({ to }) => to.includes(address)).length

/** A new client's mail; the process dies where it is told, another goes on. True if it died. */
async function survive(death: Death): Promise<boolean> {
  clients += 1
  const address = `client${clients}@crash.example`
  const first = await live(address, true, death)
  const [after] = await ticketsOf(address)
  // The mail server took the answer and we died before writing that down: it may go out once more.
  const unknown = answersTo(address) === 1 && after?.states[0] === 'sending'
  if (!first.lived) {
    await giveOutAgain(desk)
    expect(await live(address, !first.accepted, null)).toMatchObject({ lived: true })
  }
  expect(await ticketsOf(address)).toEqual([{ messages: 1, states: ['sent'] }])
  expect(answersTo(address)).toBe(unknown ? 2 : 1)
  return !first.lived
}

// All that a step leaves behind is outside the process, so death after a step is death before the next one.
test('a process killed after any step from the mail to its answer loses nothing and says nothing twice', async () => {
  await survive({ step: 1, when: 'before' })
  let step = 1
  while (await survive({ step, when: 'after' })) step += 1
  // Statements of intake, acknowledgement and delivery, the store, the 250, the send, the end of each job.
  expect(step).toBeGreaterThan(20)
}, 60_000)

test('the audit log of all these lives is unbroken', async () => {
  expect(await verifyAudit(desk.db)).toMatchObject({ ok: true })
})
