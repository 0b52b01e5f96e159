import { eq, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { alert } from '../../db/schema/alerts.ts'
import { telegramHealth } from '../../db/schema/chat.ts'
import { raiseAlert } from '../alerts/raise-alert.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'

export type TelegramHealth = typeof telegramHealth.$inferSelect
export type WebhookInfo = { pending: number; lastError: string | null; lastErrorAt: Date | null }
export type TelegramTrouble = 'unreachable' | 'nobody_polls' | 'updates_pile_up' | 'webhook_fails'

const id = 1
/** The way in is written down at most so often. */
const pulseEveryMs = 5000

/** A long poll lasts 25 s: after three of them without an answer nobody polls. */
const silentMs = 90_000
const piledUp = 50
const stuckMs = 120_000
const freshErrorMs = 300_000

/** What is wrong with the way in from Telegram, if anything. Pure. */
export function telegramTrouble(
  health: TelegramHealth | null,
  info: WebhookInfo | null,
  now: Date,
): TelegramTrouble | null {
  if (info === null) return 'unreachable'
  if (health === null) return null
  const ageMs = (at: Date | null) => (at === null ? Number.POSITIVE_INFINITY : +now - +at)
  if (health.mode === 'polling' && ageMs(health.seenAt) > silentMs) return 'nobody_polls'
  if (health.mode === 'webhook' && ageMs(info.lastErrorAt) < freshErrorMs) return 'webhook_fails'
  if (info.pending > piledUp && ageMs(health.lastUpdateAt) > stuckMs) return 'updates_pile_up'
  return null
}

export type Pulse = { seen: () => void; update: () => void }

/** Notes that the way in lives: every answered poll, every update taken in. Never waits, never fails its caller. */
export function telegramPulse(ctx: Ctx, mode: TelegramHealth['mode']): Pulse {
  const written = { seenAt: 0, lastUpdateAt: 0 }
  const note = (column: 'seenAt' | 'lastUpdateAt') => {
    const now = ctx.now()
    if (+now - written[column] < pulseEveryMs) return
    written[column] = +now
    const values = column === 'seenAt' ? { seenAt: now } : { seenAt: now, lastUpdateAt: now }
    ctx.db
      .insert(telegramHealth)
      .values({ id, mode, ...values })
      .onConflictDoUpdate({ target: telegramHealth.id, set: { mode, ...values } })
      .catch((error) => ctx.log.warn({ err: String(error) }, 'telegram pulse'))
  }
  return { seen: () => note('seenAt'), update: () => note('lastUpdateAt') }
}

/** Asks Telegram how it sees us, keeps the answer, and raises an alert when something is wrong; it ends by itself. */
export async function checkTelegram(
  ctx: Ctx,
  deps: { info: () => Promise<WebhookInfo> },
): Promise<void> {
  requireSystem(ctx)
  const info = await deps.info().catch(() => null)
  await inTx(ctx, async (tx) => {
    const now = ctx.now()
    const known = await tx.select().from(telegramHealth).where(eq(telegramHealth.id, id))
    const trouble = telegramTrouble(known[0] ?? null, info, now)
    const values = { ...(info ?? {}), checkedAt: now }
    await tx
      .insert(telegramHealth)
      .values({ id, mode: 'polling', ...values })
      .onConflictDoUpdate({ target: telegramHealth.id, set: values })
    if (trouble !== null) {
      const data = { trouble, pending: info?.pending ?? 0 }
      await raiseAlert(ctx, tx, {
        kind: 'telegram_down',
        severity: 'critical',
        key: alertKey,
        data,
      })
      return
    }
    await tx
      .update(alert)
      .set({ acknowledgedAt: now })
      .where(sql`${alert.key} = ${alertKey} and ${alert.acknowledgedAt} is null`)
  })
}
const alertKey = 'telegram'

export async function readTelegramHealth(db: Database): Promise<TelegramHealth | null> {
  const [row] = await db.select().from(telegramHealth).where(eq(telegramHealth.id, id))
  return row ?? null
}
