import { z } from 'zod'
import { type Ctx, inTx } from '../context.ts'
import { chatTexts } from '../i18n/chat-texts.ts'
import { locales } from '../i18n/locale.ts'
import { askWhose } from './ask-whose.ts'
import type { CompromiseStep } from './continue-dialog.ts'
import { compromiseReasons } from './dialog.ts'
import { openFromButton } from './open-from-button.ts'

export const OpenCompromiseInput = z.object({
  identityId: z.uuid(),
  chatId: z.string(),
  locale: z.enum(locales),
  reason: z.enum(compromiseReasons),
  raw: z.unknown(),
})
export type OpenCompromiseInput = z.infer<typeof OpenCompromiseInput>

/**
 * A chosen reason is a report: its 24 hours start now, whatever else the client says or does not (7.5). The
 * acknowledgement, due at once, opens the case.
 */
export async function openCompromise(
  ctx: Ctx,
  input: OpenCompromiseInput,
): Promise<CompromiseStep> {
  const { identityId, chatId, locale, reason, raw } = OpenCompromiseInput.parse(input)
  const t = chatTexts(locale).compromise
  const opened = await openFromButton(ctx, {
    identityId,
    locale,
    text: `${t.facts.reason}: ${t.reasons[reason]}`,
    raw,
    intent: reason === 'password' ? 'access_compromise' : 'key_compromise',
  })
  return inTx(ctx, (tx) => askWhose(ctx, tx, chatId, opened))
}
