import { Composer, type Context } from 'grammy'
import { locales } from '../../src/i18n/locale.ts'
import { texts } from '../../src/i18n/texts.ts'
import { currentSettings } from '../../src/settings/current-settings.ts'
import { setTelegramFocus } from '../../src/telegram/chat.ts'
import { buttonData } from '../callback-data.ts'
import { keyboard } from '../deliver.ts'
import { asCustomer, type BotDeps, ownerOf } from '../deps.ts'
import { privacyView, startView, type View } from '../views.ts'
import { ticketsView } from './tickets-view.ts'

/** The shortcuts: /start, /new, /tickets, /language, /privacy, /help. */
export function commands(deps: BotDeps): Composer<Context> {
  const composer = new Composer<Context>()
  const inPrivate = composer.chatType('private')

  inPrivate.command('start', async (update) => {
    const owner = ownerOf(update)
    if (!owner) return
    const { locale } = await asCustomer(deps, owner)
    await say(update, startView(await currentSettings(deps.ctx.db), locale))
  })
  inPrivate.command('privacy', async (update) => {
    const owner = ownerOf(update)
    if (!owner) return
    const { locale } = await asCustomer(deps, owner)
    await say(update, privacyView(await currentSettings(deps.ctx.db), locale))
  })
  inPrivate.command('help', async (update) => {
    const owner = ownerOf(update)
    if (!owner) return
    const { locale } = await asCustomer(deps, owner)
    await update.reply(texts(locale).bot.help)
  })
  inPrivate.command('new', async (update) => {
    const owner = ownerOf(update)
    if (!owner) return
    const { locale } = await asCustomer(deps, owner)
    await setTelegramFocus(deps.ctx, owner.chatId, null)
    await update.reply(texts(locale).bot.newTicket)
  })
  inPrivate.command('tickets', async (update) => {
    const owner = ownerOf(update)
    if (!owner) return
    const { contactId, locale } = await asCustomer(deps, owner)
    for (const view of await ticketsView(deps.ctx, contactId, locale)) {
      await say(update, view)
    }
  })
  inPrivate.command('language', async (update) => {
    const owner = ownerOf(update)
    if (!owner) return
    const { locale } = await asCustomer(deps, owner)
    await update.reply(texts(locale).bot.chooseLanguage, { reply_markup: languageButtons() })
  })
  return composer
}

async function say(update: Context, view: View): Promise<void> {
  await update.reply(view.html, {
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    ...(view.buttons.length > 0 ? { reply_markup: keyboard(view.buttons) } : {}),
  })
}

function languageButtons() {
  return keyboard([
    locales.map((locale) => ({
      text: texts(locale).languageName,
      data: buttonData({ kind: 'lang', locale }),
    })),
  ])
}
