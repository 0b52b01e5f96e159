import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { trustedContact } from '../../db/schema/clients.ts'
import { identity } from '../../db/schema/people.ts'
import type { Ctx } from '../context.ts'
import type { OutboundRow } from './claim.ts'
import { type OutboundKind, parseContent } from './kinds.ts'
import { queueOutbound } from './queue-outbound.ts'

/** What a client must not miss only because he has blocked the bot. */
const important: readonly OutboundKind[] = [
  'acknowledgement',
  'staff_reply',
  'staff_edit',
  'resolved',
  'decision',
  'status',
  'files',
  'doubt',
  'key_received',
  'announcement',
]

/**
 * The chat takes no more messages: what matters goes to the client's trusted e-mail, else to one he has proven
 * as his own (2.5, R23). Returns false when there is none, so that a person looks.
 */
export async function sayByMail(ctx: Ctx, tx: Transaction, row: OutboundRow): Promise<boolean> {
  const content = parseContent(row.kind, row.model)
  if (row.channel !== 'telegram' || !important.includes(content.kind)) return false
  const address = await mailOf(tx, row.address)
  if (address === null) return false
  await queueOutbound(ctx, tx, {
    channel: 'email',
    address,
    locale: row.locale,
    kind: content.kind,
    model: content.model,
    ...(row.ticketId === null ? {} : { ticketId: row.ticketId }),
    ...(row.messageId === null ? {} : { messageId: row.messageId }),
  })
  return true
}

async function mailOf(tx: Transaction, chatId: string): Promise<string | null> {
  const [chat] = await tx
    .select({ contactId: identity.contactId })
    .from(identity)
    .where(and(eq(identity.channel, 'telegram'), eq(identity.address, chatId)))
  if (!chat) return null
  const [trusted] = await tx
    .select({ address: trustedContact.address })
    .from(trustedContact)
    .where(
      and(
        eq(trustedContact.contactId, chat.contactId),
        eq(trustedContact.channel, 'email'),
        isNull(trustedContact.until),
      ),
    )
    .limit(1)
  if (trusted) return trusted.address
  const [own] = await tx
    .select({ address: identity.address })
    .from(identity)
    .where(
      and(
        eq(identity.contactId, chat.contactId),
        eq(identity.channel, 'email'),
        eq(identity.assurance, 'verified'),
        isNull(identity.unreachableAt),
      ),
    )
    .limit(1)
  return own?.address ?? null
}
