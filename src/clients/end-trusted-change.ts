import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { trustedChange, trustedContact } from '../../db/schema/clients.ts'
import { identity } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { isFrozen } from '../compromise/freeze.ts'
import { type Ctx, inTx, type StaffActor } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { maskAddress } from './address.ts'
import type { TrustedChange } from './ask-trusted-change.ts'
import { type Client, requireClientForUpdate } from './load-client.ts'
import { notifyClient, type Recipient } from './notify-client.ts'
import { claimAddress } from './resolve-person.ts'

export const EndTrustedChangeInput = z.object({
  changeId: z.uuid(),
  verdict: z.enum(['confirm', 'cancel']),
  /** A supervisor's reason to change it although a compromise case is open (R25). */
  override: z.string().trim().max(1000).default(''),
})
export type EndTrustedChangeInput = z.input<typeof EndTrustedChangeInput>

/**
 * Second step (R25). Without a word from the address in force another member of staff must confirm. The new
 * address replaces the old one at once, both are told, the old one stays in the history.
 */
export async function endTrustedChange(
  ctx: Ctx,
  input: EndTrustedChangeInput,
): Promise<TrustedChange> {
  const actor = requireRight(ctx, 'clients.write')
  const { changeId, verdict, override } = EndTrustedChangeInput.parse(input)
  return inTx(ctx, async (tx) => {
    const [asked] = await tx.select().from(trustedChange).where(eq(trustedChange.id, changeId))
    if (!asked) throw new DomainError('not_found', 'changeNotFound')
    const of = await requireClientForUpdate(tx, asked.clientId)
    const change = await requireAsked(tx, changeId)
    if (verdict === 'confirm' && (await isFrozen(tx, of.id))) {
      if (override === '') throw new DomainError('precondition', 'trustedFrozen')
      requireRight(ctx, 'clients.override_freeze')
    }
    if (verdict === 'confirm') await replaceTrusted(ctx, tx, of, change, actor)
    const [row] = await tx
      .update(trustedChange)
      .set({
        state: verdict === 'confirm' ? 'confirmed' : 'cancelled',
        endedBy: actor.staffId,
        endedAt: ctx.now(),
      })
      .where(eq(trustedChange.id, changeId))
      .returning()
    await appendAudit(ctx, tx, {
      chain: `client:${of.id}`,
      action: verdict === 'confirm' ? 'client.trusted_changed' : 'client.trusted_change_cancelled',
      data: {
        changeId,
        channel: change.channel,
        address: maskAddress(change.channel, change.address),
        ...(override === '' ? {} : { override }),
      },
    })
    return row ?? change
  })
}

/** Read again under the client's lock: another member of staff may have been faster. */
async function requireAsked(tx: Transaction, changeId: string): Promise<TrustedChange> {
  const [row] = await tx
    .select()
    .from(trustedChange)
    .where(and(eq(trustedChange.id, changeId), eq(trustedChange.state, 'asked')))
    .for('update')
  if (!row) throw new DomainError('conflict', 'changeAlreadyEnded')
  return row
}

async function replaceTrusted(
  ctx: Ctx,
  tx: Transaction,
  of: Client,
  change: TrustedChange,
  actor: StaffActor,
): Promise<void> {
  const { channel, address, contactId } = change
  if (change.ground === 'manual' && change.askedBy === actor.staffId) {
    throw new DomainError('precondition', 'secondPersonNeeded')
  }
  const inForce = and(
    eq(trustedContact.clientId, of.id),
    eq(trustedContact.channel, channel),
    isNull(trustedContact.until),
  )
  const [old] = await tx.update(trustedContact).set({ until: ctx.now() }).where(inForce).returning()
  await tx
    .insert(trustedContact)
    .values({ id: ctx.newId(), clientId: of.id, contactId, channel, address, since: ctx.now() })
  if (old) await distrust(tx, channel, old.address)
  await claimAddress(ctx, tx, { contactId, channel, address, how: 'trusted_contact' })
  const former: Recipient[] =
    old && channel === 'email' ? [{ channel, address: old.address, locale: 'ru' }] : []
  await notifyClient(
    ctx,
    tx,
    of.id,
    {
      topic: 'trusted_changed',
      client: of.name,
      channel,
      address: maskAddress(channel, address),
      at: ctx.now().toISOString(),
    },
    { also: former },
  )
}

/** Unless the address is still trusted for another client, its owner is believed no more than anybody. */
async function distrust(
  tx: Transaction,
  channel: 'phone' | 'email',
  address: string,
): Promise<void> {
  const elsewhere = await tx.$count(
    trustedContact,
    and(
      eq(trustedContact.channel, channel),
      eq(trustedContact.address, address),
      isNull(trustedContact.until),
    ),
  )
  if (elsewhere > 0) return
  await tx
    .update(identity)
    .set({ assurance: 'claimed' })
    .where(and(eq(identity.channel, channel), eq(identity.address, address)))
}
