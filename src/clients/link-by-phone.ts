import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { trustedContact } from '../../db/schema/clients.ts'
import { type Ctx, inTx } from '../context.ts'
import { normalisePhone } from '../people/phone.ts'
import { linkTelegram, requireOwner, requireTelegramForUpdate } from './link-telegram.ts'

export const LinkByPhoneInput = z.object({
  identityId: z.uuid(),
  /** As Telegram gives it. */
  phone: z.string(),
  /** `user_id` of the shared contact card: only one's own card proves anything. */
  sharedUserId: z.string().nullable(),
})
export type LinkByPhoneInput = z.infer<typeof LinkByPhoneInput>

export type LinkOutcome =
  | { linked: true; contactId: string }
  | { linked: false; reason: 'not_own' | 'unknown' | 'ambiguous' }

/** The person shares his own contact card in Telegram; its number is a trusted one (2.5). */
export async function linkByPhone(ctx: Ctx, input: LinkByPhoneInput): Promise<LinkOutcome> {
  const { identityId, phone, sharedUserId } = LinkByPhoneInput.parse(input)
  const address = normalisePhone(phone.startsWith('+') ? phone : `+${phone}`)
  return inTx(ctx, async (tx) => {
    const who = await requireTelegramForUpdate(tx, identityId)
    requireOwner(ctx, who)
    if (sharedUserId !== who.address) return { linked: false, reason: 'not_own' }
    if (address === null) return { linked: false, reason: 'unknown' }
    const holders = await tx
      .selectDistinct({ contactId: trustedContact.contactId })
      .from(trustedContact)
      .where(
        and(
          eq(trustedContact.channel, 'phone'),
          eq(trustedContact.address, address),
          isNull(trustedContact.until),
        ),
      )
    const [holder] = holders
    if (!holder) return { linked: false, reason: 'unknown' }
    // One number for two persons proves neither.
    if (holders.length > 1) return { linked: false, reason: 'ambiguous' }
    await linkTelegram(ctx, tx, who, holder.contactId, 'own_phone')
    return { linked: true, contactId: holder.contactId }
  })
}
