import { type Ctx, inTx } from '../context.ts'
import type { OutboundInput } from '../delivery/kinds.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import type { Locale } from '../i18n/locale.ts'

/** Puts answers of the bot that Telegram did not take into the outbox, in their order. */
export async function sayLater(
  ctx: Ctx,
  input: { chatId: string; locale: Locale; views: OutboundInput<'said'>[] },
): Promise<void> {
  await inTx(ctx, async (tx) => {
    for (const model of input.views) {
      await queueOutbound(ctx, tx, {
        channel: 'telegram',
        address: input.chatId,
        locale: input.locale,
        kind: 'said',
        model,
      })
    }
  })
}
