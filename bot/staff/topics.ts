import { type Api, Composer, type Context, GrammyError } from 'grammy'
import type { Message } from 'grammy/types'
import { DomainError } from '../../src/errors.ts'
import { chatRu } from '../../src/i18n/chat.ru.ts'
import { termsRu } from '../../src/i18n/panel.terms.ru.ts'
import { topicRefusal, topicsRu } from '../../src/i18n/topics.ru.ts'
import {
  answerInTopic,
  editInTopic,
  type TopicFiles,
} from '../../src/staff-chat/answer-in-topic.ts'
import {
  type TopicGateway,
  TopicGone,
  type TopicHeader,
  type TopicPost,
} from '../../src/staff-chat/topic-gateway.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import { readMessage, saysSomething } from '../customer/read-message.ts'
import { asGatewayError, changeSent, sendView } from '../deliver.ts'
import type { BotDeps } from '../deps.ts'
import { escapeHtml, link, paragraphs, type View, view } from '../view.ts'

/** Telegram takes six colours only; these are its red and its blue. */
const colours = { urgent: 0xfb6f5f, usual: 0x6fb9f0 } as const
const longestName = 128

/** The forum of the staff chat: one topic per ticket. */
export function topicGateway(
  api: Api,
  { chatId, publicUrl }: { chatId: string; publicUrl: string },
): TopicGateway {
  const post = (threadId: number, said: View) =>
    orGone(() => sendView(api, chatId, said, { threadId }))
  return {
    chatId,
    open: (header) =>
      orGone(async () => {
        const name = `${formatTicketNumber(header.number)} ${header.subject}`.slice(0, longestName)
        const urgent = header.priority === 'critical' || header.priority === 'high'
        const icon_color = urgent ? colours.urgent : colours.usual
        const topic = await api.createForumTopic(chatId, name.toWellFormed(), { icon_color })
        await sendView(api, chatId, headerView(header, publicUrl), {
          threadId: topic.message_thread_id,
        })
        return topic.message_thread_id
      }),
    post: (threadId, said) => post(threadId, postView(said)),
    correct: (refs, said) =>
      orGone(async () => void (await changeSent(api, chatId, refs, postView(said)))),
    setClosed: async (threadId, closed) => {
      await post(threadId, view(`<i>${closed ? topicsRu.closed : topicsRu.reopened}</i>`))
      await orGone(async () => {
        try {
          await (closed
            ? api.closeForumTopic(chatId, threadId)
            : api.reopenForumTopic(chatId, threadId))
        } catch (error) {
          // Somebody has closed or reopened it by hand.
          if (!(error instanceof GrammyError && /NOT_MODIFIED/.test(error.description))) throw error
        }
      })
    },
  }
}

async function orGone<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    const gone = error instanceof GrammyError && /thread not found|TOPIC_/.test(error.description)
    throw gone ? new TopicGone('the topic was deleted') : asGatewayError(error)
  }
}

function headerView(header: TopicHeader, publicUrl: string): View {
  const id = formatTicketNumber(header.number)
  const { priorities, channels } = termsRu
  return view(
    paragraphs(
      `<b>${id}</b> · ${priorities[header.priority]} · ${channels[header.channel]}`,
      escapeHtml(header.requester),
      link({ label: topicsRu.open, url: `${publicUrl}/desk/tickets/${id}` }),
      `<i>${topicsRu.howTo}</i>`,
    ),
  )
}

function postView({ author, name, text, internal, edited, files }: TopicPost): View {
  const who = { client: `👤 ${topicsRu.client}`, staff: `💬 ${name}`, system: topicsRu.system }[
    author
  ]
  const marks = [internal ? topicsRu.note : '', edited ? topicsRu.edited : ''].filter(Boolean)
  const title = `<b>${escapeHtml(who)}</b>${marks.length > 0 ? ` · <i>${marks.join(', ')}</i>` : ''}`
  return view(
    paragraphs(
      `${title}\n${escapeHtml(text)}`,
      files.map((file) => `📎 ${escapeHtml(file)}`).join('\n'),
    ),
  )
}

/** Staff answer in a ticket's topic. Whoever is not linked is told so, and nothing reaches the client. */
export function staffTopics(deps: BotDeps, files: TopicFiles): Composer<Context> {
  const composer = new Composer<Context>()
  const inTopics = composer.filter((update) => String(update.chat?.id) === deps.staffChatId)
  inTopics.on('message', async (update, next) => {
    const said = wordsIn(update.message)
    if (!said) return next()
    await orRefuse(update, async () => {
      const done = await answerInTopic(deps.ctx, files, {
        ...said,
        userId: String(update.from.id),
      })
      if (done !== 'elsewhere') await update.react(done === 'noted' ? '✍' : '👌').catch(() => {})
    })
  })
  inTopics.on('edited_message', async (update, next) => {
    const said = wordsIn(update.editedMessage)
    if (!said) return next()
    await orRefuse(update, async () => {
      await editInTopic(deps.ctx, { ...said, userId: String(update.from.id) })
    })
  })
  return composer
}

function wordsIn(message: Message) {
  const threadId = message.message_thread_id
  if (!message.is_topic_message || threadId === undefined || !saysSomething(message)) return null
  const { text, files } = readMessage(message, chatRu)
  const place = { chatId: String(message.chat.id), threadId, messageId: message.message_id }
  return { ...place, text, files }
}

async function orRefuse(update: Context, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    // The same message, come again.
    if (error.key === 'alreadyNamed') return
    const message_id = update.msgId
    await update.reply(topicRefusal(error.key), {
      ...(message_id === undefined
        ? {}
        : { reply_parameters: { message_id, allow_sending_without_reply: true } }),
    })
  }
}
