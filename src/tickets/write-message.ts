import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { attachment, message, messageRef } from '../../db/schema/tickets.ts'
import type { Ctx } from '../context.ts'
import type { Channel } from '../people/identify-sender.ts'
import { maskSecrets } from '../text/mask.ts'

export type NewAttachment = {
  name: string
  size: number
  mediaType: string
  sha256: string | null
  verdict: (typeof attachment.verdict.enumValues)[number]
  reason: string
  remoteRef: string | null
}

export type NewMessage = {
  ticketId: string
  author: 'client' | 'staff' | 'system'
  channel: Channel
  body: string
  identityId?: string
  staffId?: string
  internal?: boolean
  inboundId?: string
  createdAt: Date
  /** What the message is called outside: finds the ticket of a later reply. */
  refs?: string[]
  attachments?: NewAttachment[]
}

/** Stores a message with its files and outside names; a client's secrets only stay in the original (R16). */
export async function writeMessage(
  ctx: Ctx,
  tx: Transaction,
  input: NewMessage,
): Promise<{ messageId: string; attachmentIds: string[] }> {
  const { refs = [], attachments = [], ...row } = input
  const messageId = ctx.newId()
  const body = row.author === 'client' ? maskSecrets(row.body).text : row.body
  await tx.insert(message).values({ id: messageId, ...row, body })
  if (refs.length > 0) {
    await tx
      .insert(messageRef)
      .values(
        refs.map((ref) => ({
          channel: input.channel,
          ref,
          ticketId: input.ticketId,
          messageId,
          createdAt: input.createdAt,
        })),
      )
      .onConflictDoNothing()
  }
  const files = attachments.map((file) => ({
    id: ctx.newId(),
    messageId,
    createdAt: input.createdAt,
    ...file,
  }))
  if (files.length > 0) await tx.insert(attachment).values(files)
  return { messageId, attachmentIds: files.map((file) => file.id) }
}

/** Tells every panel, through the database, that a ticket looks different now. */
export async function notifyTicketChanged(tx: Transaction, ticketId: string): Promise<void> {
  await tx.execute(sql`select pg_notify('kense_ticket', ${ticketId})`)
}
