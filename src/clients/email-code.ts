import { randomInt } from 'node:crypto'
import { and, desc, eq, gt, isNull, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { linkSecret, trustedContact } from '../../db/schema/clients.ts'
import { contact } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { LinkOutcome } from './link-by-phone.ts'
import { linkTelegram, requireOwner, requireTelegramForUpdate } from './link-telegram.ts'
import { lockContacts } from './move-contact.ts'
import { queueNotice } from './notify-client.ts'

const minutes = 15
const tries = 5
/** Codes an account may ask for, and a person may be sent, within an hour. */
const perHour = 3

export const SendEmailCodeInput = z.object({
  identityId: z.uuid(),
  email: z.string().trim().toLowerCase().max(254),
})
export type SendEmailCodeInput = z.input<typeof SendEmailCodeInput>

/**
 * Sends six digits to a trusted e-mail address. Says nothing of whether the address is one: what the caller
 * sees is the same (no enumeration). @throws DomainError `limit` after three codes within an hour
 */
export async function sendEmailCode(ctx: Ctx, input: SendEmailCodeInput): Promise<void> {
  const { identityId, email } = SendEmailCodeInput.parse(input)
  await inTx(ctx, async (tx) => {
    const who = await requireTelegramForUpdate(tx, identityId)
    requireOwner(ctx, who)
    const holders = await tx
      .selectDistinct({ contactId: trustedContact.contactId, locale: contact.locale })
      .from(trustedContact)
      .innerJoin(contact, eq(contact.id, trustedContact.contactId))
      .where(
        and(
          eq(trustedContact.channel, 'email'),
          eq(trustedContact.address, email),
          isNull(trustedContact.until),
        ),
      )
    const [holder] = holders
    if (!holder || holders.length > 1) return
    await lockContacts(tx, holder.contactId)
    const recent = await tx.$count(
      linkSecret,
      and(
        eq(linkSecret.kind, 'email_code'),
        or(eq(linkSecret.identityId, identityId), eq(linkSecret.contactId, holder.contactId)),
        gt(linkSecret.createdAt, new Date(ctx.now().getTime() - 3_600_000)),
      ),
    )
    if (recent >= perHour) throw new DomainError('limit', 'tooManyCodes')
    const id = ctx.newId()
    const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
    await tx.insert(linkSecret).values({
      id,
      kind: 'email_code',
      contactId: holder.contactId,
      identityId,
      secretHash: ctx.vault.fingerprint(`${id}:${code}`),
      triesLeft: tries,
      createdAt: ctx.now(),
      expiresAt: new Date(ctx.now().getTime() + minutes * 60_000),
    })
    await queueNotice(
      ctx,
      tx,
      { channel: 'email', address: email, locale: holder.locale ?? 'ru' },
      { topic: 'link_code', code, minutes },
    )
    await appendAudit(ctx, tx, {
      chain: `contact:${holder.contactId}`,
      action: 'contact.code_sent',
      data: { identityId },
    })
  })
}

export const LinkByEmailCodeInput = z.object({
  identityId: z.uuid(),
  code: z.string().transform((typed) => typed.replace(/\D/g, '')),
})
export type LinkByEmailCodeInput = z.input<typeof LinkByEmailCodeInput>

/** The person types the code; five wrong ones kill it. */
export async function linkByEmailCode(ctx: Ctx, input: LinkByEmailCodeInput): Promise<LinkOutcome> {
  const { identityId, code } = LinkByEmailCodeInput.parse(input)
  return inTx(ctx, async (tx) => {
    const who = await requireTelegramForUpdate(tx, identityId)
    requireOwner(ctx, who)
    const [secret] = await tx
      .select()
      .from(linkSecret)
      .where(
        and(
          eq(linkSecret.identityId, identityId),
          eq(linkSecret.kind, 'email_code'),
          isNull(linkSecret.usedAt),
          gt(linkSecret.expiresAt, ctx.now()),
          gt(linkSecret.triesLeft, 0),
        ),
      )
      .orderBy(desc(linkSecret.createdAt), desc(linkSecret.id))
      .limit(1)
      .for('update')
    if (!secret) return { linked: false, reason: 'unknown' }
    const right = ctx.vault.fingerprints(`${secret.id}:${code}`).includes(secret.secretHash)
    await tx
      .update(linkSecret)
      .set(right ? { usedAt: ctx.now() } : { triesLeft: sql`${linkSecret.triesLeft} - 1` })
      .where(eq(linkSecret.id, secret.id))
    if (!right) return { linked: false, reason: 'unknown' }
    await linkTelegram(ctx, tx, who, secret.contactId, 'email_code')
    return { linked: true, contactId: secret.contactId }
  })
}
