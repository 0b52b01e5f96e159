import { z } from 'zod'
import { judgeAttachment, type VerdictReason } from '../attachments/policy.ts'
import { type Ctx, deskRoles, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { currentAttachmentPolicy } from '../settings/attachment-policy.ts'
import type { BlobStore } from '../storage/blob-store.ts'
import type { NewAttachment } from './write-message.ts'

/** A file that was judged and stored, ready to go with an answer. */
export const StaffFile = z.object({
  name: z.string().min(1).max(255),
  size: z.number().int().positive(),
  mediaType: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type StaffFile = z.infer<typeof StaffFile>

export const maxStaffFiles = 10
export const StaffFiles = z.array(StaffFile).max(maxStaffFiles, 'tooManyFiles').default([])

const errors: Partial<Record<VerdictReason, string>> = {
  empty: 'fileEmpty',
  too_large: 'fileTooLarge',
  bmp: 'fileBmp',
  key_container: 'fileKey',
  key_in_archive: 'fileKey',
}

/**
 * Judges what staff attach as strictly as what clients send (4.4), and stores it before the answer's
 * transaction. One file that is not accepted refuses all, so that no answer leaves without its files.
 * @throws DomainError `invalid`
 */
export async function keepStaffFiles(
  ctx: Ctx,
  store: Pick<BlobStore, 'put'>,
  files: readonly { name: string; content: Buffer }[],
): Promise<StaffFile[]> {
  requireStaff(ctx, deskRoles)
  if (files.length > maxStaffFiles) throw new DomainError('invalid', 'tooManyFiles')
  const policy = await currentAttachmentPolicy(ctx.db)
  const judged = await Promise.all(files.map((file) => judgeAttachment(file, policy)))
  const refused = judged.find(({ verdict }) => verdict !== 'accepted')
  if (refused) throw new DomainError('invalid', errors[refused.reason] ?? 'fileType')
  const kept: StaffFile[] = []
  for (const [at, { name, content }] of files.entries()) {
    const mediaType = judged[at]?.type ?? 'application/octet-stream'
    const sha256 = await store.put(content)
    kept.push({ name: name.slice(-255), size: content.length, mediaType, sha256 })
  }
  return kept
}

export function asAttachments(files: readonly StaffFile[]): NewAttachment[] {
  return files.map((file) => ({ ...file, verdict: 'accepted', reason: '', remoteRef: null }))
}
