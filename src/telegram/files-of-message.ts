import type { Transaction } from '../../db/client.ts'
import { isKeyName } from '../attachments/key-material.ts'
import type { Ctx } from '../context.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import type { Identity } from '../people/identify-sender.ts'
import { holdsPrivateKey } from '../text/mask.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { tellRefusedFiles } from '../tickets/tell-refused-files.ts'
import type { NewAttachment } from '../tickets/write-message.ts'

type SentFile = { fileId: string; name: string; size: number; mediaType: string; tooBig: boolean }
type Given = { chatId: string; text: string; files: SentFile[] }

/** Called within the transaction that takes the message in: what cannot wait for the end of the burst. */
export async function tellAtOnce(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  sender: Identity,
  given: Given,
): Promise<void> {
  const file = given.files.some(({ name }) => isKeyName(name))
  if (file || holdsPrivateKey(given.text)) {
    await offerReport(ctx, tx, current, given.chatId, file ? 'file' : 'text')
  }
  // These are never fetched, so nobody else would tell of them.
  const big = given.files.map(newAttachment).filter(({ verdict }) => verdict === 'refused')
  await tellRefusedFiles(ctx, tx, current, sender, big)
}

export function newAttachment(file: SentFile): NewAttachment {
  const { name, size, mediaType } = file
  const common = { name, size, mediaType, sha256: null, remoteRef: file.fileId }
  // A signing key is not even fetched (R105).
  if (isKeyName(name)) return { ...common, verdict: 'blocked', reason: 'key_file' }
  if (file.tooBig) return { ...common, verdict: 'refused', reason: 'too_big' }
  return { ...common, verdict: 'accepted', reason: '' }
}

/** A key that was shown to us is a compromise by itself (definitions 9, 10): the client hears of it at once. */
export async function offerReport(
  ctx: Ctx,
  tx: Transaction,
  { id, number, subject, locale }: Ticket,
  chatId: string,
  as: 'file' | 'text',
): Promise<void> {
  await queueOutbound(ctx, tx, {
    channel: 'telegram',
    address: chatId,
    locale,
    kind: 'key_received',
    ticketId: id,
    model: { number, subject, as },
  })
}
