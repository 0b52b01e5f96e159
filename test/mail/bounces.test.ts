import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { alert } from '../../db/schema/alerts.ts'
import { identity } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { inbound, outbound } from '../../db/schema/transport.ts'
import { makeMessageId } from '../../src/email/token.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { type TestContext, testContext } from '../harness.ts'
import { mailDesk, settings } from './mail-desk.ts'

let desk: TestContext
let post: ReturnType<typeof mailDesk>
beforeEach(async () => {
  desk = await testContext()
  post = mailDesk(desk)
})
afterEach(() => desk.close())

/** A ticket whose acknowledgement has left, and the Message-ID it left with. */
async function answered(from = 'dana@client.example') {
  const opened = await post.opened({ from })
  await desk.drain({ acknowledge: acknowledgeTicket })
  const [row] = await desk.db
    .update(outbound)
    .set({ state: 'sent', sentAt: desk.clock.now() })
    .where(eq(outbound.ticketId, opened.id))
    .returning()
  const outboundId = row?.id ?? ''
  const { secretKey, messageIdDomain } = settings
  return {
    opened,
    outboundId,
    id: makeMessageId(opened.id, outboundId, secretKey, messageIdDomain),
  }
}

function report(options: { action?: string; status?: string; to?: string; original?: string }) {
  const { action = 'failed', status = '5.1.1', to = 'dana@client.example', original } = options
  return Buffer.from(
    [
      'From: Mail Delivery System <MAILER-DAEMON@mx.client.example>',
      'To: support@kense.app',
      'Subject: Undelivered Mail Returned to Sender',
      `Message-ID: <report-${action}-${original === undefined ? 0 : 1}@mx.client.example>`,
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      '',
      'I could not deliver your mail.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.client.example',
      '',
      `Final-Recipient: rfc822; ${to}`,
      `Action: ${action}`,
      `Status: ${status}`,
      'Diagnostic-Code: smtp; 550 5.1.1 no such user',
      ...(original === undefined
        ? []
        : ['--b', 'Content-Type: text/rfc822-headers', '', `Message-ID: ${original}`]),
      '--b--',
    ].join('\r\n'),
  )
}

const addresses = () => desk.db.select().from(identity)

test('a bounce marks the mail, the ticket and the address, tells staff and opens no ticket', async () => {
  const { opened, outboundId, id } = await answered()
  const outcome = await post.receive({ raw: report({ original: id }) })
  expect(outcome).toMatchObject({ outcome: 'kept', state: 'ignored' })
  const [row] = await desk.db.select().from(outbound).where(eq(outbound.id, outboundId))
  expect(row).toMatchObject({ state: 'dead', lastError: expect.stringMatching(/^bounced 5\.1\.1/) })
  expect(await addresses()).toMatchObject([{ unreachableReason: expect.stringMatching(/5\.1\.1/) }])
  expect(await desk.db.select().from(alert)).toMatchObject([
    { kind: 'mail_bounced', ticketId: opened.id },
  ])
  expect(await desk.db.select().from(ticket)).toHaveLength(1)
  const [kept] = await desk.db.select().from(inbound).where(eq(inbound.state, 'ignored'))
  expect(kept?.ticketId).toBe(opened.id)
})

test('a notice of a delay is no failure', async () => {
  const { outboundId, id } = await answered()
  await post.receive({ raw: report({ action: 'delayed', status: '4.4.1', original: id }) })
  const [row] = await desk.db.select().from(outbound).where(eq(outbound.id, outboundId))
  expect(row?.state).toBe('sent')
  expect(await addresses()).toMatchObject([{ unreachableAt: null }])
  expect(await desk.db.select().from(alert)).toEqual([])
})

test('a report without the mail marks an address that was written to in these days, and no mail', async () => {
  const { outboundId } = await answered()
  await post.receive({ raw: report({}) })
  const [row] = await desk.db.select().from(outbound).where(eq(outbound.id, outboundId))
  expect(row?.state).toBe('sent')
  expect(await addresses()).toMatchObject([{ unreachableAt: desk.clock.now() }])
  expect(await desk.db.select().from(alert)).toHaveLength(1)
})

test('a forged report about somebody we did not write to changes nothing', async () => {
  await answered('erlan@client.example')
  desk.clock.advance(6 * 86_400_000)
  await post.receive({ raw: report({ to: 'erlan@client.example' }) })
  const forged = '<kns.0190.0191.00000000000000000000@kense.app>'
  await post.receive({ raw: report({ to: 'erlan@client.example', original: forged }) })
  expect(await addresses()).toMatchObject([{ unreachableAt: null }])
  expect(await desk.db.select().from(alert)).toEqual([])
})

test('the same report twice tells staff once', async () => {
  const { id } = await answered()
  await post.receive({ raw: report({ original: id }) })
  expect(await post.receive({ raw: report({ original: id }) })).toEqual({ outcome: 'repeated' })
  expect(await desk.db.select().from(alert)).toMatchObject([{ times: 1 }])
})
