import { eq } from 'drizzle-orm'
import { imapCursor } from '../../db/schema/transport.ts'
import type { Ctx } from '../context.ts'

export type ImapCursor = Pick<
  typeof imapCursor.$inferSelect,
  'lastUid' | 'newFromUid' | 'startedAt'
>

/**
 * How far a mailbox has been read. A new UIDVALIDITY makes every remembered UID void (RFC 9051, 2.3.1.1):
 * reading starts over, and the unique key of the originals keeps mails from being taken twice.
 */
export async function loadCursor(
  ctx: Ctx,
  mailbox: string,
  seen: { uidValidity: string; uidNext: number },
): Promise<ImapCursor> {
  const [row] = await ctx.db.select().from(imapCursor).where(eq(imapCursor.mailbox, mailbox))
  if (row?.uidValidity === seen.uidValidity) return row
  const fresh = {
    uidValidity: seen.uidValidity,
    lastUid: 0,
    newFromUid: seen.uidNext,
    updatedAt: ctx.now(),
  }
  const startedAt = row?.startedAt ?? ctx.now()
  await ctx.db
    .insert(imapCursor)
    .values({ mailbox, startedAt, ...fresh })
    .onConflictDoUpdate({ target: imapCursor.mailbox, set: fresh })
  return { ...fresh, startedAt }
}

export async function saveCursor(ctx: Ctx, mailbox: string, lastUid: number): Promise<void> {
  await ctx.db
    .update(imapCursor)
    .set({ lastUid, updatedAt: ctx.now() })
    .where(eq(imapCursor.mailbox, mailbox))
}
