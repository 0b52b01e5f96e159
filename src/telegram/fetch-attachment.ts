import { eq } from 'drizzle-orm'
import { identity } from '../../db/schema/people.ts'
import { attachment, message } from '../../db/schema/tickets.ts'
import { listingOf } from '../attachments/listing.ts'
import { judgeAttachment } from '../attachments/policy.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { currentAttachmentPolicy } from '../settings/attachment-policy.ts'
import { type BlobStore, sha256Of } from '../storage/blob-store.ts'
import { requireTicketForUpdate } from '../tickets/load-ticket.ts'
import { tellRefusedFiles } from '../tickets/tell-refused-files.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'
import { offerReport } from './files-of-message.ts'

/** Brings a client's file into the store and judges it by its bytes, as files of mails are (4.4). */
export async function fetchAttachment(
  ctx: Ctx,
  deps: { store: BlobStore; download: (fileId: string) => Promise<Buffer> },
  input: { attachmentId: string },
): Promise<void> {
  requireSystem(ctx)
  const [row] = await ctx.db
    .select({ file: attachment, ticketId: message.ticketId, sender: identity })
    .from(attachment)
    .innerJoin(message, eq(message.id, attachment.messageId))
    .leftJoin(identity, eq(identity.id, message.identityId))
    .where(eq(attachment.id, input.attachmentId))
  if (!row || row.file.sha256 !== null || row.file.remoteRef === null) return
  const content = await deps.download(row.file.remoteRef)
  const { verdict, reason, type, entries } = await judgeAttachment(
    { name: row.file.name, content },
    await currentAttachmentPolicy(ctx.db),
  )
  const media = reason === 'type_not_allowed' && /^(audio|video)\//.test(row.file.mediaType)
  const stored = verdict === 'accepted' || verdict === 'quarantined' || media
  const sha256 = stored ? await deps.store.put(content) : sha256Of(content)
  const judged = {
    verdict: media ? ('accepted' as const) : verdict,
    reason: media ? 'recording' : reason,
  }
  await inTx(ctx, async (tx) => {
    const current = await requireTicketForUpdate(tx, row.ticketId)
    await tx
      .update(attachment)
      .set({
        sha256,
        size: content.length,
        mediaType: type,
        listing: listingOf(entries),
        ...judged,
      })
      .where(eq(attachment.id, input.attachmentId))
    if (row.sender?.channel === 'telegram' && judged.verdict === 'blocked') {
      await offerReport(ctx, tx, current, row.sender.address, 'file')
    } else if (row.sender) {
      await tellRefusedFiles(ctx, tx, current, row.sender, [{ name: row.file.name, ...judged }])
    }
    await notifyTicketChanged(tx, row.ticketId)
  })
}
