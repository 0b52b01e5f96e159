import { eq, gte } from 'drizzle-orm'
import { z } from 'zod'
import { platformEvent } from '../../db/schema/platform.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { enqueueAll } from '../jobs/enqueue.ts'
import { requireRight } from '../rights.ts'

export const ReplayEventsInput = z.union([
  z.object({ eventId: z.uuid() }),
  z.object({ since: z.date() }),
])
export type ReplayEventsInput = z.infer<typeof ReplayEventsInput>

/**
 * Offers events to the platform once more, under their own ids: one, or everything since a moment. Returns
 * how many. @throws DomainError `not_found` for an unknown event
 */
export async function replayEvents(ctx: Ctx, input: ReplayEventsInput): Promise<number> {
  requireRight(ctx, 'platform.manage')
  const given = ReplayEventsInput.parse(input)
  const which =
    'eventId' in given
      ? eq(platformEvent.id, given.eventId)
      : gte(platformEvent.createdAt, given.since)
  return inTx(ctx, async (tx) => {
    const rows = await tx
      .update(platformEvent)
      .set({
        deliveredAt: null,
        gaveUpAt: null,
        attempts: 0,
        firstAttemptAt: null,
        lastAttemptAt: null,
        lastError: null,
      })
      .where(which)
      .returning({ clientId: platformEvent.clientId })
    if ('eventId' in given && rows.length === 0) {
      throw new DomainError('not_found', 'eventNotFound')
    }
    if (rows.length === 0) return 0
    const clients = [...new Set(rows.map((row) => row.clientId))]
    await enqueueAll(
      ctx,
      tx,
      'tell-platform',
      clients.map((clientId) => ({ payload: { clientId }, key: clientId })),
    )
    await appendAudit(
      ctx,
      tx,
      {
        chain: `replay:${ctx.newId()}`,
        action: 'platform.replayed',
        data: { events: rows.length, which: JSON.parse(JSON.stringify(given)) },
      },
      'new',
    )
    return rows.length
  })
}
