import { eq, isNull } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { suspension } from '../../db/schema/access.ts'
import { contact, identity } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { addClientContact } from '../../src/clients/add-client-contact.ts'
import { createLink } from '../../src/clients/create-link.ts'
import { linkByToken } from '../../src/clients/link-by-token.ts'
import { reportHolder } from '../../src/compromise/report-from-ticket.ts'
import type { Ctx } from '../../src/context.ts'
import { openCompromise } from '../../src/conversation/open-compromise.ts'
import type { Identity } from '../../src/people/identify-sender.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { requireTicketForUpdate } from '../../src/tickets/load-ticket.ts'
import { asOwner, buildClient, buildIdentity, staffCtx } from '../clients/build-client.ts'
import { type TestContext, testContext } from '../harness.ts'

let t: TestContext
let operator: Ctx
let clientId: string
let account: Identity
beforeEach(async () => {
  t = await testContext()
  operator = await staffCtx(t.ctx, 'operator')
  clientId = (await buildClient(operator)).id
  const [head] = await t.db.select().from(contact).where(eq(contact.name, 'Айгерим Сатпаева'))
  const { token } = await createLink(operator, { contactId: head?.id ?? '' })
  const stranger = await buildIdentity(t.ctx)
  await linkByToken(t.ctx, { identityId: stranger.id, token })
  const [row] = await t.db.select().from(identity).where(eq(identity.id, stranger.id))
  if (!row) throw new Error('no identity')
  account = row
})
afterEach(() => t.close())

const inForce = () => t.db.select().from(suspension).where(isNull(suspension.liftedAt))
async function pressed(): Promise<string> {
  await openCompromise(asOwner(t.ctx, account), {
    identityId: account.id,
    chatId: account.address,
    locale: 'ru',
    reason: 'lost',
    raw: { pressed: 'lost' },
  })
  const [row] = await t.db.select().from(ticket)
  const ticketId = row?.id ?? ''
  await acknowledgeTicket(t.ctx, { ticketId })
  return ticketId
}

test('a linked person’s first tap closes his access and answers once', async () => {
  const ticketId = await pressed()
  expect(await inForce()).toMatchObject([
    { scope: 'holder', holderContactId: account.contactId, reason: 'key_compromise' },
  ])
  await acknowledgeTicket(t.ctx, { ticketId })
  const answers = (await t.db.select().from(outbound)).filter(
    ({ model, kind }) =>
      kind === 'acknowledgement' || (model as { topic?: string }).topic === 'compromise_received',
  )
  expect(answers).toHaveLength(1)
})

test('whose key it is, said afterwards, closes that person too', async () => {
  const { contactId } = await addClientContact(operator, {
    clientId,
    name: 'Данияр Омаров',
    role: 'user',
  })
  const ticketId = await pressed()
  await t.db.transaction(async (tx) => {
    const current = await requireTicketForUpdate(tx, ticketId)
    await reportHolder(asOwner(t.ctx, account), tx, current, { said: 'данияр омаров' })
  })
  const closed = await inForce()
  expect(new Set(closed.map((one) => one.holderContactId))).toEqual(
    new Set([account.contactId, contactId]),
  )
})
