import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { platformEvent } from '../../db/schema/platform.ts'
import { raiseAlert } from '../alerts/raise-alert.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { type PlatformEventRow, type PlatformEventView, viewEvents } from './event-view.ts'

/** Hands one event to the platform; throws unless it said that it has it. */
export type WebhookGateway = (event: PlatformEventView) => Promise<void>

/** So long an event is offered; afterwards only the feed and a person's word bring it. */
export const webhookPatienceMs = 3 * 24 * 3_600_000
/** Failures of one event after which staff are told. */
const alarmingAttempts = 3

/**
 * Tells the platform what it has not confirmed about one client, oldest first; the queue lets nobody overtake
 * within a client. Told again after a crash: at least once, by the same id. Without an address nothing is
 * lost: events wait for the feed.
 */
export async function deliverWebhook(
  ctx: Ctx,
  gateway: WebhookGateway | null,
  { clientId }: { clientId: string },
): Promise<void> {
  requireSystem(ctx)
  if (gateway === null) return
  for (;;) {
    const row = await nextEvent(ctx, clientId)
    if (!row) return
    const [event] = await viewEvents(ctx, [row])
    try {
      if (event) await gateway(event)
    } catch (error) {
      if (!(await recordFailure(ctx, row, error))) throw error
      continue
    }
    await ctx.db
      .update(platformEvent)
      .set({ deliveredAt: ctx.now(), lastError: null })
      .where(eq(platformEvent.id, row.id))
  }
}

/** The oldest event that waits, with this attempt counted before it is made. */
async function nextEvent(ctx: Ctx, clientId: string): Promise<PlatformEventRow | undefined> {
  const waiting = ctx.db
    .select({ seq: platformEvent.seq })
    .from(platformEvent)
    .where(
      and(
        eq(platformEvent.clientId, clientId),
        isNull(platformEvent.deliveredAt),
        isNull(platformEvent.gaveUpAt),
      ),
    )
    .orderBy(asc(platformEvent.seq))
    .limit(1)
  const now = ctx.now().toISOString()
  const [row] = await ctx.db
    .update(platformEvent)
    .set({
      attempts: sql`${platformEvent.attempts} + 1`,
      firstAttemptAt: sql`coalesce(${platformEvent.firstAttemptAt}, ${now})`,
      lastAttemptAt: ctx.now(),
    })
    .where(eq(platformEvent.seq, sql`(${waiting})`))
    .returning()
  return row
}

/** Returns true when the event is given up, so that the next one gets its turn. */
async function recordFailure(ctx: Ctx, row: PlatformEventRow, error: unknown): Promise<boolean> {
  const since = row.firstAttemptAt ?? ctx.now()
  const over = ctx.now().getTime() - since.getTime() > webhookPatienceMs
  await inTx(ctx, async (tx) => {
    await tx
      .update(platformEvent)
      .set({
        lastError: (error instanceof Error ? error.message : String(error)).slice(0, 300),
        gaveUpAt: over ? ctx.now() : null,
      })
      .where(eq(platformEvent.id, row.id))
    if (over || row.attempts === alarmingAttempts) {
      await raiseAlert(ctx, tx, {
        kind: 'platform_unreachable',
        severity: 'critical',
        key: 'platform_unreachable',
      })
    }
  })
  ctx.log.warn({ event: row.id, attempts: row.attempts, over }, 'webhook failed')
  return over
}
