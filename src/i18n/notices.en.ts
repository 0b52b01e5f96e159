import type { NoticeTexts } from './notices.ru.ts'

export const noticesEn: NoticeTexts = {
  subject: {
    link_code: 'Code to link Telegram',
    telegram_linked: 'Telegram is linked to your data',
    trusted_change_asked: 'A change of a trusted contact was requested',
    trusted_changed: 'A trusted contact was changed',
    ticket_merged: 'Your request was joined to another one',
    closing_soon: 'Your request will close soon',
  },
  channel: { phone: 'telephone number', email: 'e-mail address' },
  notYou: 'If this was not you, write to us or call support at once.',
  linkCode: (code, minutes) =>
    `Your code: ${code}. It is valid for ${minutes} min. Enter it in the kense.app support chat in Telegram and tell it to nobody.`,
  telegramLinked: (client, at) =>
    `A Telegram account is linked as yours. Client: ${client}. Time: ${at}.`,
  trustedChangeAsked: (client, channel, address, at) =>
    `We were asked to replace a trusted contact. Client: ${client}. What changes: ${channel}. New value: ${address}. Time: ${at}. The change takes effect after it has been checked.`,
  trustedChanged: (client, channel, address, at) =>
    `A trusted contact was replaced. Client: ${client}. What changed: ${channel}. New value: ${address}. Time: ${at}. Important notices go there now.`,
  ticketMerged: (into) =>
    `This request repeats another one of yours, so we joined them. Work goes on in ${into}; the old number leads there too.`,
  closingSoon: (at) =>
    `We consider the matter solved. If you do not write, the request will close: ${at}. You can reopen it at any time: just reply.`,
}
