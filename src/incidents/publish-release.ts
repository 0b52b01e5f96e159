import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { releaseNote, releaseTicket } from '../../db/schema/incidents.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { queueBroadcast } from '../delivery/broadcast.ts'
import { requestersOf } from '../delivery/recipients.ts'
import { DomainError } from '../errors.ts'
import { releaseTexts } from '../i18n/releases.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { requireRight } from '../rights.ts'

const words = z.string().trim().min(1, 'emptyText').max(5000, 'textTooLong')

export const PublishReleaseInput = z.object({
  version: z.string().trim().min(1, 'versionMissing').max(50, 'textTooLong'),
  /** The developers' references that it brings, one a line. */
  references: z
    .string()
    .transform((text) =>
      [...new Set(text.split(/[\n;]+/).map((one) => one.trim()))].filter(Boolean),
    )
    .refine((list) => list.length > 0, 'referenceMissing'),
  textRu: words,
  textKk: words,
  textEn: words,
})
export type PublishReleaseInput = z.input<typeof PublishReleaseInput>

/** A reference is the same in whatever case it is written. */
function referenceKey(reference: string): string {
  return reference.toLowerCase()
}

/**
 * A release of the platform is out (5.3.1): every ticket that waits with its developers for one of these
 * references is solved, and each of their clients told once (3.6, R42, R90).
 * @throws DomainError `conflict` for a version that is published already
 */
export async function publishRelease(ctx: Ctx, input: PublishReleaseInput): Promise<string> {
  const { staffId } = requireRight(ctx, 'incidents.write')
  const given = PublishReleaseInput.parse(input)
  const id = ctx.newId()
  await inTx(ctx, async (tx) => {
    const now = ctx.now()
    const [made] = await tx
      .insert(releaseNote)
      .values({ id, ...given, publishedAt: now, createdBy: staffId })
      .onConflictDoNothing()
      .returning({ id: releaseNote.id })
    if (!made) throw new DomainError('conflict', 'releaseKnown')
    const rows = await tx
      .select({ id: ticket.id })
      .from(ticket)
      .where(
        and(
          eq(ticket.status, 'in_development'),
          inArray(sql`lower(trim(${ticket.devReference}))`, given.references.map(referenceKey)),
        ),
      )
      .orderBy(asc(ticket.id))
      .for('update')
    const ids = rows.map((row) => row.id)
    if (ids.length > 0) {
      await tx.insert(releaseTicket).values(ids.map((ticketId) => ({ releaseId: id, ticketId })))
      await queueBroadcast(ctx, tx, {
        broadcastId: id,
        to: await requestersOf(tx, ids, { solved: true }),
        words: {
          ru: { subject: releaseTexts('ru').title(given.version), text: given.textRu },
          kk: { subject: releaseTexts('kk').title(given.version), text: given.textKk },
          en: { subject: releaseTexts('en').title(given.version), text: given.textEn },
        },
      })
      await enqueue(ctx, tx, 'solve-linked', { by: 'release', id })
    }
    await appendAudit(
      ctx,
      tx,
      {
        chain: `release:${id}`,
        action: 'release.published',
        data: { version: given.version, references: given.references, tickets: ids.length },
      },
      'new',
    )
  })
  return id
}
