import { eq } from 'drizzle-orm'
import { message, ticket } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { type RawMailOptions, rawMail } from '../../src/email/fixtures/raw-mail.ts'
import { type IngestOutcome, ingestMail } from '../../src/email/ingest-mail.ts'
import type { MailSettings } from '../../src/email/mail-settings.ts'
import type { MailEnvelope } from '../../src/email/smtp-receiver.ts'
import { makeMessageId } from '../../src/email/token.ts'
import { type BlobStore, sha256Of } from '../../src/storage/blob-store.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { TestContext } from '../harness.ts'

export const settings: MailSettings = {
  supportAddress: 'support@kense.app',
  messageIdDomain: 'kense.app',
  secretKey: 'k'.repeat(40),
  loopToken: 'desk',
  plusAddresses: true,
  publicUrl: 'http://localhost',
  faqBaseUrl: 'http://localhost/help',
}

/** A store that forgets with the test. */
export function memoryStore(): BlobStore & { all: Map<string, Buffer> } {
  const all = new Map<string, Buffer>()
  return {
    all,
    put: async (bytes) => {
      all.set(sha256Of(bytes), Buffer.from(bytes))
      return sha256Of(bytes)
    },
    get: async (sha256) => all.get(sha256) ?? null,
    remove: async (sha256) => void all.delete(sha256),
  }
}

export type Sending = RawMailOptions & {
  from?: string
  subject?: string
  envelope?: MailEnvelope | null
  raw?: Buffer
}

/** A mailbox in front of a database: each mail has an ID of its own. */
export function mailDesk(context: TestContext, store = memoryStore()) {
  let count = 0
  async function receive(sending: Sending = {}): Promise<IngestOutcome> {
    count += 1
    const raw =
      sending.raw ??
      rawMail({
        ...sending,
        headers: {
          'Message-ID': `<${count}@client.example>`,
          ...(sending.from === undefined ? {} : { From: sending.from }),
          ...(sending.subject === undefined ? {} : { Subject: sending.subject }),
          ...sending.headers,
        },
      })
    return ingestMail(
      context.ctx,
      { store, settings },
      { raw, envelope: sending.envelope ?? null, receivedAt: context.clock.now() },
    )
  }
  async function opened(sending: Sending = {}) {
    const outcome = await receive(sending)
    if (outcome.outcome !== 'opened') throw new Error(`not opened: ${JSON.stringify(outcome)}`)
    const [row] = await context.db.select().from(ticket).where(eq(ticket.id, outcome.ticketId))
    if (!row) throw new Error('no ticket')
    return { ...row, id: outcome.ticketId, tag: `[${formatTicketNumber(row.number)}]` }
  }
  return {
    store,
    receive,
    opened,
    /** The Message-ID of a mail this desk sent in a ticket. */
    ownId: (ticketId: string) =>
      makeMessageId(ticketId, context.ctx.newId(), settings.secretKey, settings.messageIdDomain),
    messages: (ticketId: string) =>
      context.db
        .select()
        .from(message)
        .where(eq(message.ticketId, ticketId))
        .orderBy(message.createdAt, message.id),
    outgoing: () => context.db.select().from(outbound),
  }
}
