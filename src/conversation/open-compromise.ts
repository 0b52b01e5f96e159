import { z } from 'zod'
import { reportFromTicket } from '../compromise/report-from-ticket.ts'
import { type Ctx, inTx } from '../context.ts'
import { chatTexts } from '../i18n/chat-texts.ts'
import { locales } from '../i18n/locale.ts'
import { askWhose } from './ask-whose.ts'
import type { CompromiseStep } from './continue-dialog.ts'
import { compromiseReasons } from './dialog.ts'
import { openFromButtonIn } from './open-from-button.ts'

export const OpenCompromiseInput = z.object({
  identityId: z.uuid(),
  chatId: z.string(),
  locale: z.enum(locales),
  reason: z.enum(compromiseReasons),
  raw: z.unknown(),
})
export type OpenCompromiseInput = z.infer<typeof OpenCompromiseInput>

/** What the register calls the chosen reason. */
const causeOf = {
  lost: 'lost',
  access: 'third_party',
  handed: 'shared',
  dismissed: 'dismissed_employee',
  malware: 'malware',
  unknown: 'unknown_issue',
  password: 'third_party',
  other: 'other',
} as const satisfies Record<(typeof compromiseReasons)[number], string>

/** A chosen reason is a report: its 24 hours start now, whatever else the client says or does not (7.5). */
export async function openCompromise(
  ctx: Ctx,
  input: OpenCompromiseInput,
): Promise<CompromiseStep> {
  const { identityId, chatId, locale, reason, raw } = OpenCompromiseInput.parse(input)
  const t = chatTexts(locale).compromise
  const intent = reason === 'password' ? 'access_compromise' : 'key_compromise'
  return inTx(ctx, async (tx) => {
    const opened = await openFromButtonIn(ctx, tx, {
      identityId,
      locale,
      text: `${t.facts.reason}: ${t.reasons[reason]}`,
      raw,
      intent,
    })
    await reportFromTicket(ctx, tx, opened, {
      intent,
      evidence: [{ field: 'intent', rule: 'client_declared' }],
      cause: causeOf[reason],
    })
    return askWhose(ctx, tx, chatId, opened)
  })
}
