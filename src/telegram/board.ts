import { and, eq, isNotNull, min, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { identity } from '../../db/schema/people.ts'
import { outbound } from '../../db/schema/transport.ts'
import {
  readTelegramHealth,
  type TelegramHealth,
  type TelegramTrouble,
  telegramTrouble,
} from './health.ts'

export type TelegramBoard = {
  /** null before the first check. */
  health: TelegramHealth | null
  trouble: TelegramTrouble | null
  outgoing: { waiting: number; oldest: Date | null; blocked: number }
}

/** What the panel shows of both ways, in and out. */
export async function telegramBoard(db: Database, now: Date): Promise<TelegramBoard> {
  const health = await readTelegramHealth(db)
  const [queued] = await db
    .select({ waiting: sql<number>`count(*)::int`, oldest: min(outbound.createdAt) })
    .from(outbound)
    .where(sql`${outbound.channel} = 'telegram' and ${outbound.state} in ('queued', 'sending')`)
  const blocked = await db.$count(
    identity,
    and(eq(identity.channel, 'telegram'), isNotNull(identity.unreachableAt)),
  )
  return {
    health,
    trouble: storedTrouble(health, now),
    outgoing: { waiting: queued?.waiting ?? 0, oldest: queued?.oldest ?? null, blocked },
  }
}

/** What was wrong when Telegram was last asked; nothing is known before. */
export function storedTrouble(health: TelegramHealth | null, now: Date): TelegramTrouble | null {
  if (health === null || health.pending === null) return null
  const { pending, lastError, lastErrorAt } = health
  return telegramTrouble(health, { pending, lastError, lastErrorAt }, now)
}
