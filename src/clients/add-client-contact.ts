import { and, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { clientContact, clientRoles, trustedContact } from '../../db/schema/clients.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { maskAddress, normaliseAddress, trustedChannelsOf } from './address.ts'
import { type Client, requireClientForUpdate } from './load-client.ts'
import { claimAddress, resolvePerson } from './resolve-person.ts'

export const ContactFields = z.object({
  name: z.string().trim().min(1, 'nameMissing').max(200, 'nameTooLong'),
  role: z.enum(clientRoles),
  iin: z.string().max(40).default(''),
  phone: z.string().trim().max(60).default(''),
  email: z.string().trim().max(254).default(''),
  basis: z.string().trim().max(500).default(''),
  validUntil: z.date().nullable().default(null),
})

export const AddClientContactInput = ContactFields.extend({ clientId: z.uuid() })
export type AddClientContactInput = z.input<typeof AddClientContactInput>

/** A person who acts for a client, with role, ground and term (definition 24; R19). Same person again: role anew. */
export async function addClientContact(
  ctx: Ctx,
  input: AddClientContactInput,
): Promise<{ contactId: string }> {
  requireRight(ctx, 'clients.write')
  const { clientId, ...fields } = AddClientContactInput.parse(input)
  return inTx(ctx, async (tx) => {
    const of = await requireClientForUpdate(tx, clientId)
    return { contactId: await addContactTo(ctx, tx, of, { ...fields, trusted: false }) }
  })
}

/** @param fields.trusted whether addresses become the client's trusted ones where it has none yet */
export async function addContactTo(
  ctx: Ctx,
  tx: Transaction,
  of: Client,
  fields: z.output<typeof ContactFields> & { trusted: boolean },
): Promise<string> {
  const { role, basis, validUntil } = fields
  if (role === 'authorised' && basis === '') throw new DomainError('invalid', 'basisMissing')
  const phone = fields.phone === '' ? null : normaliseAddress('phone', fields.phone)
  const email = fields.email === '' ? null : normaliseAddress('email', fields.email)
  const contactId = await resolvePerson(ctx, tx, {
    name: fields.name,
    iin: fields.iin,
    phone,
    email,
    rename: true,
  })
  if (role === 'first_head') await endOtherHead(ctx, tx, of.id, contactId)
  const until = validUntil?.toISOString() ?? null
  const changed = await tx
    .insert(clientContact)
    .values({ clientId: of.id, contactId, role, basis, validUntil, createdAt: ctx.now() })
    .onConflictDoUpdate({
      target: [clientContact.clientId, clientContact.contactId],
      set: { role, basis, validUntil, endedAt: null },
      setWhere: sql`${clientContact.endedAt} is not null
        or (${clientContact.role}, ${clientContact.basis}) <> (${role}, ${basis})
        or ${clientContact.validUntil} is distinct from ${until}`,
    })
    .returning({ contactId: clientContact.contactId })
  if (changed.length > 0) {
    await appendAudit(ctx, tx, {
      chain: `client:${of.id}`,
      action: 'client.contact_set',
      data: { contactId, role, basis, validUntil: until },
    })
  }
  for (const [channel, address] of trustedChannelsOf({ phone, email })) {
    const became =
      fields.trusted && (await firstTrusted(ctx, tx, of.id, contactId, channel, address))
    await claimAddress(ctx, tx, {
      contactId,
      channel,
      address,
      how: became ? 'trusted_contact' : 'staff',
    })
  }
  return contactId
}

/** A client has one first head: the earlier one stays as a user. */
async function endOtherHead(
  ctx: Ctx,
  tx: Transaction,
  clientId: string,
  contactId: string,
): Promise<void> {
  const before = await tx
    .update(clientContact)
    .set({ role: 'user', basis: '' })
    .where(
      and(
        eq(clientContact.clientId, clientId),
        eq(clientContact.role, 'first_head'),
        isNull(clientContact.endedAt),
      ),
    )
    .returning({ contactId: clientContact.contactId })
  for (const head of before.filter((row) => row.contactId !== contactId)) {
    await appendAudit(ctx, tx, {
      chain: `client:${clientId}`,
      action: 'client.contact_set',
      data: { contactId: head.contactId, role: 'user', because: 'another first head' },
    })
  }
}

/** The first trusted address of a channel; an existing one changes only in two steps (2.5, R25). */
async function firstTrusted(
  ctx: Ctx,
  tx: Transaction,
  clientId: string,
  contactId: string,
  channel: 'phone' | 'email',
  address: string,
): Promise<boolean> {
  const [row] = await tx
    .insert(trustedContact)
    .values({ id: ctx.newId(), clientId, contactId, channel, address, since: ctx.now() })
    .onConflictDoNothing()
    .returning({ id: trustedContact.id })
  if (!row) return false
  await appendAudit(ctx, tx, {
    chain: `client:${clientId}`,
    action: 'client.trusted_set',
    data: { channel, address: maskAddress(channel, address), contactId },
  })
  return true
}
