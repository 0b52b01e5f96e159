import { Gauge, type Registry } from 'prom-client'
import type { Ctx } from '../context.ts'
import { readTelegramHealth } from './health.ts'

/** How the way in from Telegram does, read when somebody asks; nothing is shown before it is known. */
export function telegramMetrics(registry: Registry, ctx: Ctx): void {
  const ageS = (at: Date) => (+ctx.now() - +at) / 1000
  const gauges = {
    pending: new Gauge({
      name: 'kense_telegram_pending_updates',
      help: 'Updates that wait with Telegram',
      registers: [registry],
    }),
    update: new Gauge({
      name: 'kense_telegram_last_update_age_seconds',
      help: 'Since an update was last taken in',
      registers: [registry],
    }),
    seen: new Gauge({
      name: 'kense_telegram_last_seen_age_seconds',
      help: 'Since Telegram last answered a poll or called the webhook',
      registers: [registry],
    }),
  }
  // The first gauge asked reads the row for all three.
  Object.assign(gauges.pending, {
    collect: async () => {
      const health = await readTelegramHealth(ctx.db)
      if (health?.pending != null) gauges.pending.set(health.pending)
      if (health?.lastUpdateAt) gauges.update.set(ageS(health.lastUpdateAt))
      if (health?.seenAt) gauges.seen.set(ageS(health.seenAt))
    },
  })
}
