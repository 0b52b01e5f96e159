import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { clientContact, trustedChange, trustedChannels } from '../../db/schema/clients.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { maskAddress, normaliseAddress } from './address.ts'
import { requireClientForUpdate } from './load-client.ts'
import { notifyClient } from './notify-client.ts'

export const AskTrustedChangeInput = z.object({
  clientId: z.uuid(),
  contactId: z.uuid(),
  channel: z.enum(trustedChannels),
  address: z.string(),
  ground: z.enum(['old_contact', 'manual']),
  reason: z.string().trim().min(1, 'reasonMissing').max(1000),
})
export type AskTrustedChangeInput = z.input<typeof AskTrustedChangeInput>

export type TrustedChange = typeof trustedChange.$inferSelect

/**
 * First step of a change of a trusted contact (2.5, R25): recorded with its ground, and the address still in
 * force is told. Nothing changes yet.
 */
export async function askTrustedChange(
  ctx: Ctx,
  input: AskTrustedChangeInput,
): Promise<TrustedChange> {
  const actor = requireRight(ctx, 'clients.write')
  const { clientId, contactId, channel, ground, reason, ...given } =
    AskTrustedChangeInput.parse(input)
  const address = normaliseAddress(channel, given.address)
  return inTx(ctx, async (tx) => {
    const of = await requireClientForUpdate(tx, clientId)
    await requireLiveContact(tx, of.id, contactId)
    const [row] = await tx
      .insert(trustedChange)
      .values({
        id: ctx.newId(),
        clientId: of.id,
        contactId,
        channel,
        address,
        ground,
        reason,
        state: 'asked',
        askedBy: actor.staffId,
        askedAt: ctx.now(),
      })
      .onConflictDoNothing()
      .returning()
    if (!row) throw new DomainError('conflict', 'changeAlreadyAsked')
    await appendAudit(ctx, tx, {
      chain: `client:${of.id}`,
      action: 'client.trusted_change_asked',
      data: { changeId: row.id, channel, address: maskAddress(channel, address), ground, reason },
    })
    await notifyClient(ctx, tx, of.id, {
      topic: 'trusted_change_asked',
      client: of.name,
      channel,
      address: maskAddress(channel, address),
      at: ctx.now().toISOString(),
    })
    return row
  })
}

async function requireLiveContact(
  tx: Transaction,
  clientId: string,
  contactId: string,
): Promise<void> {
  const acting = await tx.$count(
    clientContact,
    and(
      eq(clientContact.clientId, clientId),
      eq(clientContact.contactId, contactId),
      isNull(clientContact.endedAt),
    ),
  )
  if (acting === 0) throw new DomainError('invalid', 'contactOfOtherClient')
}
