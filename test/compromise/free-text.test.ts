import { eq, isNull } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { suspension } from '../../db/schema/access.ts'
import { compromiseCase, compromiseReport } from '../../db/schema/compromise.ts'
import { identity } from '../../db/schema/people.ts'
import { inbound, outbound } from '../../db/schema/transport.ts'
import { reporterVerified } from '../../src/compromise/reporter-verified.ts'
import type { Identity } from '../../src/people/identify-sender.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { refuseTicket } from '../../src/tickets/refuse-ticket.ts'
import { setTriage } from '../../src/tickets/set-triage.ts'
import { suspendSupport } from '../../src/tickets/suspend-support.ts'
import { buildClient, buildIdentity, head, staffCtx } from '../clients/build-client.ts'
import { type TestContext, testContext } from '../harness.ts'

let t: TestContext
beforeEach(async () => {
  t = await testContext()
  await buildClient(await staffCtx(t.ctx, 'operator'))
})
afterEach(() => t.close())

const inForce = () => t.db.$count(suspension, isNull(suspension.liftedAt))

async function writes(sender: Identity, body: string): Promise<string> {
  const inboundId = t.ctx.newId()
  return t.db.transaction(async (tx) => {
    await tx.insert(inbound).values({
      id: inboundId,
      channel: sender.channel,
      externalKey: inboundId,
      receivedAt: t.clock.now(),
      raw: { body },
      state: 'done',
    })
    const { ticket } = await openTicket(t.ctx, tx, {
      sender,
      channel: sender.channel,
      locale: 'ru',
      subject: 'Срочно',
      body,
      receivedAt: t.clock.now(),
      quietMs: 0,
      inboundId,
    })
    return ticket.id
  })
}

async function byMail(): Promise<Identity> {
  const [row] = await t.db.select().from(identity).where(eq(identity.address, head.email))
  if (!row) throw new Error('no identity')
  return row
}

const stolen = 'У меня украли флешку с ключом ЭЦП. Заблокируйте доступ, пожалуйста!'

test('a letter about a stolen key becomes a case with the eight points as its answer', async () => {
  const ticketId = await writes(await byMail(), stolen)
  await acknowledgeTicket(t.ctx, { ticketId })
  await acknowledgeTicket(t.ctx, { ticketId })
  expect(await t.db.select().from(compromiseCase)).toMatchObject([{ ticketId, state: 'open' }])
  expect(await t.db.select().from(compromiseReport)).toMatchObject([
    { channel: 'email', evidence: 'imap_internaldate', receivedAt: t.clock.now() },
  ])
  const answers = await t.db.select().from(outbound).where(eq(outbound.ticketId, ticketId))
  expect(answers).toMatchObject([{ kind: 'notice', model: { topic: 'compromise_received' } }])
})

test('such a letter is never refused, whatever it is classified as afterwards', async () => {
  const ticketId = await writes(await byMail(), stolen)
  await acknowledgeTicket(t.ctx, { ticketId })
  const operator = await staffCtx(t.ctx, 'operator')
  const other = {
    priority: 'low',
    complexity: 'simple',
    intent: 'other',
    reason: 'ошибка',
  } as const
  await setTriage(operator, { ticketId, ...other })
  for (const refuse of [refuseTicket, suspendSupport]) {
    await expect(refuse(operator, { ticketId, reason: 'out_of_scope' })).rejects.toMatchObject({
      key: 'compromiseNeverRefused',
    })
  }
})

test('it waits until the sender is proven, and closes access then, once', async () => {
  const sender = await byMail()
  const ticketId = await writes(sender, stolen)
  await acknowledgeTicket(t.ctx, { ticketId })
  expect(await inForce()).toBe(0)
  const proven = { ticketId, identityId: sender.id, reason: 'dmarc_pass' }
  for (let n = 0; n < 2; n += 1) {
    await t.db.transaction((tx) => reporterVerified(t.ctx, tx, proven))
  }
  expect(await inForce()).toBe(1)
  expect(await t.db.select().from(compromiseCase)).toMatchObject([
    { state: 'suspended', assurance: 'verified' },
  ])
})

test('a stranger who names a BIN opens a case for that client', async () => {
  const stranger = await buildIdentity(t.ctx)
  const ticketId = await writes(stranger, `${stolen} БИН 991240000003`)
  await acknowledgeTicket(t.ctx, { ticketId })
  const [row] = await t.db.select().from(compromiseCase)
  expect(row).toMatchObject({ state: 'open', assurance: 'unknown' })
  expect(row?.clientId).not.toBeNull()
  expect(await inForce()).toBe(0)
})

test('an ordinary question opens no case', async () => {
  const ticketId = await writes(await buildIdentity(t.ctx), 'Как выставить счёт-фактуру?')
  await acknowledgeTicket(t.ctx, { ticketId })
  expect(await t.db.$count(compromiseCase)).toBe(0)
})
