import type { Message, PollAnswer, ReactionType } from 'grammy/types'
import type { SandboxCore } from './core.ts'
import type { FileKind } from './file-store.ts'
import { type MediaAttributes, type MessageContent, mediaContent } from './media-content.ts'
import { contentOf, originOf } from './methods/relay.ts'
import { diceContent, newPoll } from './plain-content.ts'
import { isKnownReaction } from './reactions.ts'
import {
  editAsUser,
  requireMembership,
  requireUser,
  requireVisible,
  userText,
  type WriteOptions,
  writeAsUser,
} from './user-acts.ts'

export type UserFile = {
  bytes?: Uint8Array
  name?: string
  type?: string
  /** Pretends this many bytes, for files too big to hold. */
  claimedSize?: number
}

type AlbumItem = UserFile & { kind: 'photo' | 'video' | 'document' | 'audio'; caption?: string }

const fileDefaults: Record<FileKind, { name: string; type: string }> = {
  photo: { name: 'photo.jpg', type: 'image/jpeg' },
  document: { name: 'document.pdf', type: 'application/pdf' },
  video: { name: 'video.mp4', type: 'video/mp4' },
  animation: { name: 'animation.mp4', type: 'video/mp4' },
  video_note: { name: 'note.mp4', type: 'video/mp4' },
  voice: { name: 'voice.ogg', type: 'audio/ogg' },
  audio: { name: 'music.mp3', type: 'audio/mpeg' },
  sticker: { name: 'sticker.webp', type: 'image/webp' },
}

/** What a person can do in a chat; each act yields the updates the real Telegram would send. */
export class UserActs {
  readonly #core: SandboxCore

  constructor(core: SandboxCore) {
    this.#core = core
  }

  sendText(userId: number, text: string, options: WriteOptions = {}): Message {
    return writeAsUser(this.#core, userId, userText(text, options.entities), options)
  }

  /** A photo, document, video, voice message, … with placeholder content unless bytes are given. */
  sendMedia(
    userId: number,
    kind: FileKind,
    file: UserFile = {},
    options: WriteOptions & MediaAttributes = {},
  ): Message {
    return writeAsUser(this.#core, userId, this.#media(kind, file, options), options)
  }

  /** An album: as many updates as items, one `media_group_id`, the caption on the first as given. */
  sendAlbum(userId: number, items: AlbumItem[], options: WriteOptions = {}): Message[] {
    const groupId = String(13_000_000_000_000_000 + this.#core.nextSerial())
    return items.map((item, index) => {
      const caption = item.caption ?? (index === 0 ? options.caption : undefined)
      const content = { ...this.#media(item.kind, item, {}), media_group_id: groupId }
      const { caption: _first, ...rest } = options
      return writeAsUser(this.#core, userId, content, { ...rest, ...(caption ? { caption } : {}) })
    })
  }

  sendLocation(userId: number, latitude: number, longitude: number, options: WriteOptions = {}) {
    return writeAsUser(this.#core, userId, { location: { latitude, longitude } }, options)
  }

  /** The user's own contact, as the request_contact button sends it: `user_id` is the sender. */
  shareOwnContact(userId: number, options: WriteOptions = {}): Message {
    const { user, phoneNumber } = requireUser(this.#core, userId)
    const contact = {
      phone_number: phoneNumber,
      first_name: user.first_name,
      ...(user.last_name ? { last_name: user.last_name } : {}),
      user_id: userId,
    }
    return writeAsUser(this.#core, userId, { contact }, options)
  }

  /** Somebody else's card; `contactUserId` when that person is on Telegram. */
  sendContact(
    userId: number,
    card: { phoneNumber: string; firstName: string; contactUserId?: number },
    options: WriteOptions = {},
  ): Message {
    const contact = {
      phone_number: card.phoneNumber,
      first_name: card.firstName,
      ...(card.contactUserId === undefined ? {} : { user_id: card.contactUserId }),
    }
    return writeAsUser(this.#core, userId, { contact }, options)
  }

  sendPoll(
    userId: number,
    question: string,
    answers: string[],
    options: WriteOptions = {},
  ): Message {
    return writeAsUser(
      this.#core,
      userId,
      { poll: newPoll(this.#core, question, answers) },
      options,
    )
  }

  sendDice(userId: number, emoji = '🎲', options: WriteOptions = {}): Message {
    return writeAsUser(this.#core, userId, diceContent(this.#core, emoji), options)
  }

  /** A message the typings describe and no other act covers, such as a story or a venue. */
  sendOther(userId: number, content: MessageContent, options: WriteOptions = {}): Message {
    return writeAsUser(this.#core, userId, content, options)
  }

  /** Forwards a message the user can see to the bot or into `options.chatId`. */
  forward(
    userId: number,
    fromChatId: number,
    messageId: number,
    options: WriteOptions = {},
  ): Message {
    const source = requireVisible(requireMembership(this.#core, userId, fromChatId), messageId)
    const content = { ...contentOf(source), forward_origin: originOf(source) }
    return writeAsUser(this.#core, userId, content, options)
  }

  /** Changes the text or caption of an own message. */
  edit(userId: number, messageId: number, text: string, chatId = userId): Message {
    return editAsUser(this.#core, userId, messageId, text, chatId)
  }

  /** Deletes messages for both sides; Telegram tells bots nothing about it. */
  deleteMessages(userId: number, messageIds: number[], chatId = userId): void {
    this.#core.deleteMessages(requireMembership(this.#core, userId, chatId), messageIds)
  }

  /** Presses the inline button with this `callback_data`. Returns the callback query's id. */
  press(userId: number, messageId: number, data: string, chatId = userId): string {
    const core = this.#core
    const target = requireMembership(core, userId, chatId)
    const message = requireVisible(target, messageId)
    const buttons = message.reply_markup?.inline_keyboard.flat() ?? []
    if (!buttons.some((button) => 'callback_data' in button && button.callback_data === data)) {
      throw new Error(`message ${messageId} has no button with data "${data}"`)
    }
    const id = String(4_000_000_000_000_000 + core.nextSerial())
    core.callbacks.set(id, { id, userId, chatId, at: core.now().getTime(), answered: false })
    if (core.callbacks.size > core.limits.maxCalls) {
      const oldest = core.callbacks.keys().next().value
      if (oldest !== undefined) core.callbacks.delete(oldest)
    }
    core.updates.push({
      callback_query: {
        id,
        from: requireUser(core, userId).user,
        message,
        chat_instance: String(chatId),
        data,
      },
    })
    return id
  }

  /** Makes every pressed button's query too old to be answered. */
  expireCallbackQueries(): void {
    this.#core.callbacks.clear()
  }

  /** Presses a button of the reply keyboard: its text is sent, or the contact it asks for. */
  pressReplyButton(userId: number, text: string, chatId = userId): Message {
    const rows = requireMembership(this.#core, userId, chatId).replyKeyboard?.keyboard ?? []
    const button = rows
      .flat()
      .find((known) => (typeof known === 'string' ? known : known.text) === text)
    if (!button) throw new Error(`no reply button "${text}"`)
    if (typeof button !== 'string' && 'request_contact' in button && button.request_contact) {
      return this.shareOwnContact(userId, { chatId })
    }
    return this.sendText(userId, text, { chatId })
  }

  /** Replaces the user's reactions; none takes them away. */
  react(userId: number, messageId: number, emoji: string[], chatId = userId): void {
    const core = this.#core
    const target = requireMembership(core, userId, chatId)
    const message = requireVisible(target, messageId)
    const reactions = target.messages.get(messageId)?.reactions
    const added: ReactionType[] = emoji.map((one) => {
      if (!isKnownReaction(one)) throw new Error(`${one} is no reaction`)
      return { type: 'emoji', emoji: one }
    })
    const before = reactions?.get(userId) ?? []
    reactions?.set(userId, added)
    core.events.emit({ kind: 'reaction', chatId, messageId })
    if (target.chat.type !== 'private' && target.botStatus !== 'administrator') return
    core.updates.push({
      message_reaction: {
        chat: message.chat,
        message_id: messageId,
        user: requireUser(core, userId).user,
        date: core.unixNow(),
        old_reaction: before,
        new_reaction: added,
      },
    })
  }

  /** Votes in a poll of the bot, given the numbers of the chosen options. */
  vote(userId: number, messageId: number, chosen: number[], chatId = userId): void {
    const core = this.#core
    const target = requireMembership(core, userId, chatId)
    const message = requireVisible(target, messageId)
    if (!message.poll || message.poll.is_closed)
      throw new Error(`message ${messageId} is no open poll`)
    const poll = {
      ...message.poll,
      total_voter_count: message.poll.total_voter_count + 1,
      options: message.poll.options.map((option, index) => ({
        ...option,
        voter_count: option.voter_count + (chosen.includes(index) ? 1 : 0),
      })),
    }
    core.replaceMessage(target, { ...message, poll })
    if (!core.isFromBot(message)) return
    core.updates.push({ poll })
    if (poll.is_anonymous) return
    const answer: PollAnswer = {
      poll_id: poll.id,
      user: requireUser(core, userId).user,
      option_ids: chosen,
      option_persistent_ids: chosen.map(String),
    }
    core.updates.push({ poll_answer: answer })
  }

  #media(kind: FileKind, file: UserFile, attributes: MediaAttributes): MessageContent {
    const defaults = fileDefaults[kind]
    const bytes = file.bytes ?? new TextEncoder().encode(`sandbox ${kind}`)
    const name = file.name ?? defaults.name
    const type = file.type ?? defaults.type
    return mediaContent(
      this.#core.files.add(kind, { name, type, bytes }, file.claimedSize),
      attributes,
    )
  }
}
