import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { inbound } from '../../db/schema/transport.ts'
import { appendAudit } from '../audit.ts'
import { actingAs, type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { type IngestDeps, type IngestOutcome, ingestMail } from './ingest-mail.ts'
import type { MailEnvelope } from './smtp-receiver.ts'

export const ReplayMailInput = z.object({
  inboundId: z.uuid(),
  /** `judged`: as if it came now, by the rules of today. `human`: as its sender's request, whatever the rules say. */
  as: z.enum(['judged', 'human']),
})
export type ReplayMailInput = z.infer<typeof ReplayMailInput>

/**
 * Takes a mail that made no ticket once more, with its time of receipt. A repeat of one that has its ticket
 * changes nothing.
 */
export async function replayMail(
  ctx: Ctx,
  deps: IngestDeps,
  input: ReplayMailInput,
): Promise<IngestOutcome> {
  if (ctx.actor.kind !== 'system') requireStaff(ctx, deskRoles)
  const { inboundId, as } = ReplayMailInput.parse(input)
  const [row] = await ctx.db.select().from(inbound).where(eq(inbound.id, inboundId))
  const raw = row?.rawSha256 ? await deps.store.get(row.rawSha256) : null
  if (row?.channel !== 'email' || raw === null) throw new DomainError('not_found', 'mailNotFound')
  if (row.state === 'done') throw new DomainError('conflict', 'mailHasTicket')
  const outcome = await ingestMail(actingAs(ctx, { kind: 'system', name: 'replay' }), deps, {
    raw,
    envelope: row.envelope as MailEnvelope | null,
    receivedAt: row.receivedAt,
    replay: { inboundId, asHuman: as === 'human' },
  })
  await inTx(ctx, async (tx) => {
    await tx.select().from(inbound).where(eq(inbound.id, inboundId)).for('update')
    await appendAudit(ctx, tx, {
      chain: `inbound:${inboundId}`,
      action: 'mail.replayed',
      data: {
        as,
        outcome: outcome.outcome,
        ...('ticketId' in outcome ? { ticketId: outcome.ticketId } : {}),
      },
    })
  })
  return outcome
}
