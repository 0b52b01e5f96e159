import { listingOf } from '../attachments/listing.ts'
import { judgeAttachment } from '../attachments/policy.ts'
import type { Ctx } from '../context.ts'
import { currentAttachmentPolicy } from '../settings/attachment-policy.ts'
import { type BlobStore, sha256Of } from '../storage/blob-store.ts'
import type { NewAttachment } from '../tickets/write-message.ts'
import type { ParsedMail } from './parse.ts'

/** Judges every file by its bytes and stores what may be kept; of key containers only the name, size and hash (4.4, R105). */
export async function judgeFiles(ctx: Ctx, mail: ParsedMail, store: BlobStore) {
  const rows: NewAttachment[] = []
  const blocked: { name: string; content: Buffer }[] = []
  if (mail.attachments.length === 0) return { rows, blocked }
  const policy = await currentAttachmentPolicy(ctx.db)
  for (const file of mail.attachments) {
    const { verdict, reason, type, entries } = await judgeAttachment(file, policy)
    if (verdict === 'blocked') blocked.push({ name: file.name, content: file.content })
    const stored = verdict === 'accepted' || verdict === 'quarantined'
    rows.push({
      name: file.name,
      size: file.size,
      mediaType: type,
      sha256: stored ? await store.put(file.content) : sha256Of(file.content),
      verdict,
      reason,
      listing: listingOf(entries),
      remoteRef: null,
    })
  }
  return { rows, blocked }
}
