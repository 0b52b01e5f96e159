import { timingSafeEqual } from 'node:crypto'
import type { Update } from 'grammy/types'
import { Hono } from 'hono'
import type { SupportBot } from './create-bot.ts'

/** Webhook intake: the secret header first, 200 only after commit, 500 so that Telegram tries again. */
export function webhookApp(support: SupportBot, secret: string): Hono {
  const app = new Hono()
  app.post('/', async (c) => {
    const given = Buffer.from(c.req.header('X-Telegram-Bot-Api-Secret-Token') ?? '')
    const right = Buffer.from(secret)
    if (given.length !== right.length || !timingSafeEqual(given, right)) return c.body(null, 401)
    try {
      await support.handle(await c.req.json<Update>())
      return c.body(null, 200)
    } catch {
      return c.body(null, 500)
    }
  })
  return app
}
