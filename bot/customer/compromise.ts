import { answerCompromise } from '../../src/conversation/answer-compromise.ts'
import { askInChat } from '../../src/conversation/ask-in-chat.ts'
import type { DialogAnswer } from '../../src/conversation/continue-dialog.ts'
import { declareCompromise } from '../../src/conversation/declare-compromise.ts'
import { compromiseReasons, learntWhens } from '../../src/conversation/dialog.ts'
import { openCompromise } from '../../src/conversation/open-compromise.ts'
import { chatTexts } from '../../src/i18n/chat-texts.ts'
import type { Locale } from '../../src/i18n/locale.ts'
import { formatMoment } from '../../src/i18n/texts.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { ActionOf } from '../callback-data.ts'
import { buttonData } from '../callback-data.ts'
import { paragraphs, rowsOf, type View, view } from '../view.ts'
import { cancelButton } from './tickets.ts'
import type { Visit } from './visit.ts'

type Said = Exclude<DialogAnswer, { kind: 'link_card' | 'link_mail' | 'link_code' }>

/** Step 1 of 3: what happened. Any answer registers the report; no account, hour or limit stands in its way (R64). */
export async function compromiseMenu(visit: Visit): Promise<View[]> {
  const t = chatTexts(visit.locale).compromise
  await askInChat(visit.ctx, visit.owner.chatId, { kind: 'compromise_what' })
  const reasons = compromiseReasons.map((reason) => ({
    text: t.reasons[reason],
    data: buttonData({ kind: 'comp', reason }),
  }))
  return [view(`🔴 ${t.what}`, ...rowsOf(reasons), [cancelButton(visit.locale)])]
}

export async function compromiseReason(visit: Visit, action: ActionOf<'comp'>): Promise<View[]> {
  const { identityId, locale, owner } = visit
  const answer = await openCompromise(visit.ctx, {
    identityId,
    locale,
    chatId: owner.chatId,
    reason: action.reason,
    raw: visit.update.update,
  })
  return [answerView(answer, locale)]
}

/** Steps 2 and 3 add to the report; a skipped one is left to the officer. */
export async function compromiseDetail(
  visit: Visit,
  said: { mine: true } | { when: ActionOf<'complearnt'>['when'] } | { skip: true },
): Promise<View[]> {
  const answer = await answerCompromise(visit.ctx, { chatId: visit.owner.chatId, said })
  if (answer === null) return [view(chatTexts(visit.locale).outdated)]
  return [answerView(answer, visit.locale)]
}

/** The client confirms the doubt that his words raised. */
export async function confirmDoubt(visit: Visit, { number }: ActionOf<'compyes'>): Promise<View[]> {
  const answer = await declareCompromise(visit.ctx, { number, chatId: visit.owner.chatId })
  return [answerView(answer, visit.locale)]
}

export function answerView(answer: Said, locale: Locale): View {
  const t = chatTexts(locale).compromise
  const skip = { text: chatTexts(locale).facts.skip, data: buttonData({ kind: 'compskip' }) }
  switch (answer.kind) {
    case 'ask_whose': {
      const id = `<b>${formatTicketNumber(answer.number)}</b>`
      return view(
        paragraphs(`✅ ${t.registered(id, formatMoment(answer.receivedAt, locale))}`, t.whose),
        [{ text: t.mine, data: buttonData({ kind: 'compmine' }) }],
        [skip],
      )
    }
    case 'ask_learnt': {
      const whens = learntWhens.map((when) => ({
        text: t.learntWhen[when],
        data: buttonData({ kind: 'complearnt', when }),
      }))
      return view(t.learnt, ...rowsOf(whens), [skip])
    }
    case 'compromise_done':
      return view(t.done(`<b>${formatTicketNumber(answer.number)}</b>`))
    case 'comment_saved':
      return view(chatTexts(locale).rating.commentSaved)
  }
}
