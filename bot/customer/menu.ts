import { askInChat } from '../../src/conversation/ask-in-chat.ts'
import { chatTexts } from '../../src/i18n/chat-texts.ts'
import { locales } from '../../src/i18n/locale.ts'
import { texts } from '../../src/i18n/texts.ts'
import { currentSettings } from '../../src/settings/current-settings.ts'
import { compromiseButton } from '../acknowledgement-view.ts'
import { buttonData, type menuItems } from '../callback-data.ts'
import { type Button, paragraphs, rowsOf, type View, view } from '../view.ts'
import { privacyView } from '../views.ts'
import { compromiseMenu } from './compromise.ts'
import { faqMenu } from './faq.ts'
import { linkMenu } from './link.ts'
import { statusMenu } from './status.ts'
import { tariffsMenu } from './tariffs.ts'
import { cancelButton, ticketsMenu } from './tickets.ts'
import type { Visit } from './visit.ts'

export type MenuItem = (typeof menuItems)[number]

/** Every shortcut, as a command and as a button. */
export const menu: Record<MenuItem, (visit: Visit) => Promise<View[]>> = {
  new: (visit) => listen(visit, null, 'newTicket'),
  suggest: (visit) => listen(visit, 'suggestion', 'suggest'),
  abuse: (visit) => listen(visit, 'abuse_report', 'abuse'),
  tickets: (visit) => ticketsMenu(visit),
  faq: faqMenu,
  compromise: compromiseMenu,
  status: statusMenu,
  tariff: tariffsMenu,
  link: linkMenu,
  language: async () => [
    view(
      locales.map((locale) => texts(locale).bot.chooseLanguage).join('\n'),
      ...locales.map((locale) => [
        { text: texts(locale).languageName, data: buttonData({ kind: 'lang', locale }) },
      ]),
    ),
  ],
  privacy: async (visit) => {
    const settings = await currentSettings(visit.ctx.db)
    const said = privacyView(settings, visit.locale)
    const more = chatTexts(visit.locale).privacyMore
    return [{ ...said, html: paragraphs(more, said.html) }]
  },
  help: async (visit) => [helpView(visit)],
}

/** The next words open a ticket of this kind. */
async function listen(
  visit: Visit,
  intent: 'suggestion' | 'abuse_report' | null,
  words: 'newTicket' | 'suggest' | 'abuse',
): Promise<View[]> {
  await askInChat(visit.ctx, visit.owner.chatId, { kind: 'open', intent })
  return [view(chatTexts(visit.locale)[words], [cancelButton(visit.locale)])]
}

const helpItems = ['new', 'tickets', 'faq', 'status', 'tariff', 'link'] as const

export function helpView(visit: Visit): View {
  const t = chatTexts(visit.locale)
  const buttons = helpItems.map(
    (item): Button => ({
      text: t.commands[item],
      data: buttonData({ kind: 'go', item }),
    }),
  )
  return view(paragraphs(...t.help), ...rowsOf(buttons), [compromiseButton(visit.locale)])
}
