import { eq } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { message, ticket } from '../../db/schema/tickets.ts'
import { inbound } from '../../db/schema/transport.ts'
import { judgeAttachment } from '../attachments/policy.ts'
import { type ParsedMail, parseMail } from './parse.ts'
import { MailUnparseable } from './unparseable.ts'

export type MailOriginal = { ticketNumber: string; mail: ParsedMail }

/** The whole mail behind a message, read anew from the kept original; null when there is none. */
export async function mailOriginal(
  db: Database,
  open: (sha256: string) => Promise<Buffer | null>,
  messageId: string,
): Promise<MailOriginal | null> {
  const [row] = await db
    .select({ number: ticket.number, rawSha256: inbound.rawSha256 })
    .from(message)
    .innerJoin(ticket, eq(ticket.id, message.ticketId))
    .innerJoin(inbound, eq(inbound.id, message.inboundId))
    .where(eq(message.id, messageId))
  const raw = row?.rawSha256 ? await open(row.rawSha256) : null
  if (!row || raw === null) return null
  try {
    return { ticketNumber: row.number, mail: await parseMail(raw) }
  } catch (error) {
    if (error instanceof MailUnparseable) return null
    throw error
  }
}

const maxInlineBytes = 5 * 1024 * 1024

/** Pictures of the mail that its HTML may show: Content-ID → `data:` URL, of the three image types only. */
export async function inlineImages(mail: ParsedMail): Promise<Map<string, string>> {
  const images = new Map<string, string>()
  let bytes = 0
  for (const file of mail.attachments) {
    bytes += file.size
    if (file.contentId === null || bytes > maxInlineBytes) continue
    const { verdict, reason, type } = await judgeAttachment(file)
    if (verdict !== 'accepted' || reason !== 'screenshot') continue
    const id = file.contentId.replace(/^<|>$/g, '')
    images.set(id, `data:${type};base64,${file.content.toString('base64')}`)
  }
  return images
}
