import { linkByEmailCode, sendEmailCode } from '../../src/clients/email-code.ts'
import { linkByPhone } from '../../src/clients/link-by-phone.ts'
import { linkByToken } from '../../src/clients/link-by-token.ts'
import { senderContext } from '../../src/clients/sender-context.ts'
import { unlinkTelegram } from '../../src/clients/unlink-telegram.ts'
import { askInChat } from '../../src/conversation/ask-in-chat.ts'
import { DomainError } from '../../src/errors.ts'
import { chatTexts } from '../../src/i18n/chat-texts.ts'
import { buttonData } from '../callback-data.ts'
import { escapeHtml, type View, view } from '../view.ts'
import { cancelButton } from './tickets.ts'
import type { Visit } from './visit.ts'

/** Who is speaking: one's own phone card, a code to the trusted mailbox; a one-time link comes as `/start link_…`. */
export async function linkMenu(visit: Visit): Promise<View[]> {
  const t = chatTexts(visit.locale).link
  const who = await senderContext(visit.ctx.db, visit.identityId, visit.ctx.now())
  if (who?.assurance === 'verified') {
    const names = who.clients.map(({ name }) => name).join(', ')
    return [
      view(escapeHtml(names === '' ? t.verified : t.linkedTo(names)), [
        { text: t.unlink, data: buttonData({ kind: 'unlink' }) },
      ]),
    ]
  }
  await askInChat(visit.ctx, visit.owner.chatId, { kind: 'link_card' })
  return [
    { ...view(t.intro), share: t.share },
    view(t.orMail, [{ text: t.byMail, data: buttonData({ kind: 'linkmail' }) }]),
  ]
}

export async function linkByLink(visit: Visit, token: string): Promise<View[]> {
  const t = chatTexts(visit.locale).link
  const result = await linkByToken(visit.ctx, { identityId: visit.identityId, token })
  return [view(result.linked ? `✅ ${t.linked}` : t.badToken)]
}

/** A shared contact card. Only one's own proves anything, and only a trusted number (2.5). */
export async function linkByCard(
  visit: Visit,
  card: { phone: string; userId: string | null },
): Promise<View[]> {
  const t = chatTexts(visit.locale).link
  const result = await linkByPhone(visit.ctx, {
    identityId: visit.identityId,
    phone: card.phone,
    sharedUserId: card.userId,
  })
  if (result.linked) return [view(`✅ ${t.linked}`)]
  return [view(result.reason === 'not_own' ? t.foreign : t.unknownPhone)]
}

export async function askMail(visit: Visit): Promise<View[]> {
  await askInChat(visit.ctx, visit.owner.chatId, { kind: 'link_mail' })
  return [view(chatTexts(visit.locale).link.askMail, [cancelButton(visit.locale)])]
}

/** Says the same whether or not the address is known, so that nobody can find out whose it is. */
export async function sendCode(visit: Visit, email: string): Promise<View[]> {
  const t = chatTexts(visit.locale).link
  const cancel = [cancelButton(visit.locale)]
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return [view(t.badMail, cancel)]
  try {
    await sendEmailCode(visit.ctx, { identityId: visit.identityId, email })
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'limit') throw error
  }
  await askInChat(visit.ctx, visit.owner.chatId, { kind: 'link_code', triesLeft: codeTries })
  return [view(t.codeSent, cancel)]
}

const codeTries = 5

export async function checkCode(visit: Visit, code: string, triesLeft: number): Promise<View[]> {
  const t = chatTexts(visit.locale).link
  const { chatId } = visit.owner
  const result = await linkByEmailCode(visit.ctx, { identityId: visit.identityId, code })
  const left = triesLeft - 1
  if (result.linked || left <= 0) {
    await askInChat(visit.ctx, chatId, null)
    return [view(result.linked ? `✅ ${t.linked}` : t.noCodeLeft)]
  }
  await askInChat(visit.ctx, chatId, { kind: 'link_code', triesLeft: left })
  return [view(t.badCode, [cancelButton(visit.locale)])]
}

export async function unlink(visit: Visit): Promise<View[]> {
  await unlinkTelegram(visit.ctx, { identityId: visit.identityId })
  return [view(chatTexts(visit.locale).link.unlinked)]
}
