import { Bot, type Context, GrammyError, HttpError } from 'grammy'
import type { Update } from 'grammy/types'
import { chatTexts } from '../src/i18n/chat-texts.ts'
import { localeFromTag, locales } from '../src/i18n/locale.ts'
import { setReachability } from '../src/people/set-reachability.ts'
import { quarantineUpdate } from '../src/telegram/quarantine-update.ts'
import { storableUpdate } from '../src/telegram/storable-update.ts'
import { menuItems } from './callback-data.ts'
import { buttons } from './customer/buttons.ts'
import { commands } from './customer/commands.ts'
import { intake } from './customer/intake.ts'
import { reactions } from './customer/reactions.ts'
import type { BotDeps } from './deps.ts'
import { staffAlerts } from './staff/alerts.ts'
import { staffTopics } from './staff/topics.ts'
import { withinTime } from './time-limit.ts'

/** After so many failures an update is set aside, so that it does not stop the chats behind it. */
const patience = 5

export type SupportBot = {
  bot: Bot
  /** Handles one update; throws if it must come again. */
  handle: (update: Update) => Promise<void>
  /** Tells Telegram our commands, in each language. */
  announceCommands: () => Promise<void>
}

/** The bot with its conversations; polling, webhook and delivery are started by others. */
export function createBot(token: string, apiRoot: string, deps: BotDeps): SupportBot {
  const bot = new Bot(token, { client: { apiRoot } })
  bot.api.config.use(withinTime())
  bot.on('my_chat_member', async (update) => {
    if (update.chat.type !== 'private') return
    const blocked = update.myChatMember.new_chat_member.status === 'kicked'
    await setReachability(deps.ctx, {
      channel: 'telegram',
      address: String(update.from.id),
      reason: blocked ? 'blocked by the client' : null,
    })
  })
  bot.chatType(['group', 'supergroup']).command(['start', 'help'], async (update) => {
    const locale = localeFromTag(update.from?.language_code) ?? 'ru'
    await update.reply(chatTexts(locale).onlyPrivate)
  })
  if (deps.staffForum) bot.use(staffTopics(deps, deps.staffForum))
  bot.use(staffAlerts(deps), commands(deps), buttons(deps), reactions(deps), intake(deps))

  const failures = new Map<number, number>()
  return {
    bot,
    announceCommands: () => announceCommands(bot),
    handle: async (sent) => {
      const update = storableUpdate(sent)
      deps.onUpdate?.()
      try {
        await bot.handleUpdate(update)
        failures.delete(update.update_id)
      } catch (error) {
        const cause = error instanceof Error && 'error' in error ? error.error : error
        // A reply that Telegram did not take is not a reason to handle the same words twice.
        if (cause instanceof GrammyError || cause instanceof HttpError) {
          deps.ctx.log.warn({ update: update.update_id, err: cause.name }, 'reply not delivered')
          return
        }
        const times = (failures.get(update.update_id) ?? 0) + 1
        failures.set(update.update_id, times)
        if (times < patience) throw cause
        await quarantineUpdate(deps.ctx, {
          updateId: update.update_id,
          raw: update,
          reason: cause instanceof Error ? cause.message : String(cause),
        })
        failures.delete(update.update_id)
        deps.ctx.log.error({ update: update.update_id }, 'update set aside')
      }
    },
  }
}

async function announceCommands(bot: Bot<Context>): Promise<void> {
  for (const locale of locales) {
    const words = chatTexts(locale).commands
    const list = menuItems.map((command) => ({ command, description: words[command] }))
    await bot.api.setMyCommands(list, { language_code: locale })
    if (locale === 'ru') await bot.api.setMyCommands(list)
  }
}
