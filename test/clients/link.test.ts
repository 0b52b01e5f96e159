import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { clientContact, linkSecret } from '../../db/schema/clients.ts'
import { identity } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { createLink } from '../../src/clients/create-link.ts'
import { linkByEmailCode, sendEmailCode } from '../../src/clients/email-code.ts'
import { linkByPhone } from '../../src/clients/link-by-phone.ts'
import { linkByToken } from '../../src/clients/link-by-token.ts'
import { senderContext } from '../../src/clients/sender-context.ts'
import { unlinkTelegram } from '../../src/clients/unlink-telegram.ts'
import type { Ctx } from '../../src/context.ts'
import type { Identity } from '../../src/people/identify-sender.ts'
import { openTicket } from '../../src/tickets/open-ticket.ts'
import { type TestContext, testContext } from '../harness.ts'
import { asOwner, buildClient, buildIdentity, head, staffCtx } from './build-client.ts'

let t: TestContext
let operator: Ctx
let account: Identity
let clientId: string
let personId: string
beforeEach(async () => {
  t = await testContext()
  operator = await staffCtx(t.ctx, 'operator')
  account = await buildIdentity(t.ctx)
  clientId = (await buildClient(operator)).id
  const [row] = await t.db.select().from(clientContact)
  personId = row?.contactId ?? ''
})
afterEach(() => t.close())

const fails = (code: string, key: string) => expect.objectContaining({ code, key })
const stored = async (id = account.id) => {
  const [row] = await t.db.select().from(identity).where(eq(identity.id, id))
  if (!row) throw new Error('no identity')
  return row
}
/** As the person whom the account belongs to by now. */
const owner = async (of = account) => asOwner(t.ctx, await stored(of.id))
const topics = async () =>
  (await t.db.select().from(outbound)).map(({ model }) => (model as { topic: string }).topic)

async function openedBy(sender: Identity): Promise<string> {
  return t.db.transaction(async (tx) => {
    const opened = await openTicket(t.ctx, tx, {
      sender,
      channel: 'telegram',
      locale: 'ru',
      subject: 'Вопрос',
      body: 'Вопрос',
      receivedAt: t.clock.now(),
      quietMs: 0,
    })
    return opened.ticket.id
  })
}

describe('by the own contact card', () => {
  const share = async (phone: string, sharedUserId: string | null = account.address) =>
    linkByPhone(await owner(), { identityId: account.id, phone, sharedUserId })

  test('the trusted number makes the account the person, with his earlier tickets', async () => {
    const ticketId = await openedBy(account)
    expect(await share('77010000001')).toEqual({ linked: true, contactId: personId })
    expect(await stored()).toMatchObject({
      contactId: personId,
      assurance: 'verified',
      established: 'own_phone',
    })
    const [row] = await t.db.select().from(ticket).where(eq(ticket.id, ticketId))
    expect(row?.requesterId).toBe(personId)
    expect(await senderContext(t.db, account.id, t.clock.now())).toMatchObject({
      known: true,
      assurance: 'verified',
      clients: [{ clientId, mayAct: true }],
    })
    expect(await topics()).toContain('telegram_linked')
  })

  test('of somebody else proves nothing', async () => {
    expect(await share('77010000001', '999')).toEqual({ linked: false, reason: 'not_own' })
    expect(await share('77010000001', null)).toEqual({ linked: false, reason: 'not_own' })
    expect((await stored())?.assurance).toBe('unknown')
  })

  test('with another number links nothing', async () => {
    expect(await share('77010000002')).toEqual({ linked: false, reason: 'unknown' })
  })

  test('with a number that two persons hold links nothing', async () => {
    await buildClient(operator, {
      number: '991241001803',
      kind: 'branch',
      person: { ...head, iin: '881130200005', email: '' },
    })
    expect(await share('77010000001')).toEqual({ linked: false, reason: 'ambiguous' })
  })

  test('again changes nothing', async () => {
    await share('77010000001')
    expect(await share('77010000001')).toMatchObject({ linked: true })
    expect(await senderContext(t.db, account.id, t.clock.now())).toMatchObject({ known: true })
  })

  test('nobody links another one’s account', async () => {
    const other = await buildIdentity(t.ctx, { address: '2002' })
    await expect(
      linkByPhone(asOwner(t.ctx, other), {
        identityId: account.id,
        phone: '77010000001',
        sharedUserId: account.address,
      }),
    ).rejects.toEqual(fails('forbidden', 'ownerOnly'))
  })
})

describe('by a one-time link', () => {
  const redeem = async (token: string, ofAccount = account) =>
    linkByToken(await owner(ofAccount), { identityId: ofAccount.id, token })

  test('works once, for one account', async () => {
    const { token } = await createLink(operator, { contactId: personId })
    expect(JSON.stringify(await t.db.select().from(linkSecret))).not.toContain(token)
    const other = await buildIdentity(t.ctx, { address: '2002' })
    const results = await Promise.all([redeem(token), redeem(token, other)])
    expect(results.map(({ linked }) => linked).toSorted()).toEqual([false, true])
    expect(await redeem(token)).toMatchObject({ linked: false })
  })

  test('dies after a day, and when a new one is made', async () => {
    const first = await createLink(operator, { contactId: personId })
    const second = await createLink(operator, { contactId: personId })
    expect(await redeem(first.token)).toMatchObject({ linked: false })
    t.clock.advance(24 * 3_600_000)
    expect(await redeem(second.token)).toMatchObject({ linked: false })
  })

  test('is made neither by an auditor nor by a client', async () => {
    const auditor = await staffCtx(t.ctx, 'auditor')
    for (const ctx of [auditor, asOwner(t.ctx, account)]) {
      await expect(createLink(ctx, { contactId: personId })).rejects.toMatchObject({
        code: 'forbidden',
      })
    }
  })
})

describe('by a code sent to the trusted e-mail', () => {
  const send = (email: string) =>
    sendEmailCode(asOwner(t.ctx, account), { identityId: account.id, email })
  const type = (code: string) =>
    linkByEmailCode(asOwner(t.ctx, account), { identityId: account.id, code })
  const lastCode = async () => {
    const rows = await t.db.select().from(outbound)
    return rows
      .map(({ model }) => (model as { code?: string }).code)
      .findLast((code) => code !== undefined)
  }

  test('the right code links, however it is spaced', async () => {
    await send(head.email)
    const code = (await lastCode()) ?? ''
    expect(code).toMatch(/^\d{6}$/)
    expect(await type(`${code.slice(0, 3)} ${code.slice(3)}`)).toMatchObject({ linked: true })
    expect((await stored())?.established).toBe('email_code')
  })

  test('an address that is no trusted one looks the same from outside and sends nothing', async () => {
    await expect(send('nobody@firm.example')).resolves.toBeUndefined()
    expect(await t.db.$count(outbound)).toBe(0)
  })

  test('five wrong codes kill it', async () => {
    await send(head.email)
    const code = (await lastCode()) ?? ''
    const wrong = code === '000000' ? '000001' : '000000'
    for (let n = 0; n < 5; n += 1) expect(await type(wrong)).toMatchObject({ linked: false })
    expect(await type(code)).toMatchObject({ linked: false })
  })

  test('parallel guesses get no more tries than five', async () => {
    await send(head.email)
    await Promise.all(Array.from({ length: 12 }, () => type('12345')))
    const [secret] = await t.db.select().from(linkSecret)
    expect(secret?.triesLeft).toBe(0)
  })

  test('is worth nothing after a quarter of an hour, nor for another account', async () => {
    await send(head.email)
    const code = (await lastCode()) ?? ''
    const other = await buildIdentity(t.ctx, { address: '2002' })
    expect(
      await linkByEmailCode(asOwner(t.ctx, other), { identityId: other.id, code }),
    ).toMatchObject({ linked: false })
    t.clock.advance(15 * 60_000)
    expect(await type(code)).toMatchObject({ linked: false })
  })

  test('no more than three an hour', async () => {
    for (let n = 0; n < 3; n += 1) await send(head.email)
    await expect(send(head.email)).rejects.toEqual(fails('limit', 'tooManyCodes'))
    t.clock.advance(3_600_000)
    await send(head.email)
  })
})

test('unlinked, the account is a stranger’s again and keeps only its own tickets', async () => {
  const { token } = await createLink(operator, { contactId: personId })
  await linkByToken(asOwner(t.ctx, account), { identityId: account.id, token })
  const byChat = await openedBy(await stored())
  const { contactId } = await unlinkTelegram(operator, { identityId: account.id })
  expect(contactId).not.toBe(personId)
  expect(await senderContext(t.db, account.id, t.clock.now())).toMatchObject({
    known: false,
    assurance: 'unknown',
  })
  const [row] = await t.db.select().from(ticket).where(eq(ticket.id, byChat))
  expect(row?.requesterId).toBe(contactId)
})
