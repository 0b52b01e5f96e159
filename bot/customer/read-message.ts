import type { Message, MessageOrigin } from 'grammy/types'
import type { ChatTexts } from '../../src/i18n/chat.ru.ts'
import { plainRichText } from './rich-text.ts'

export type ReadFile = {
  fileId: string
  name: string
  size: number
  mediaType: string
  tooBig: boolean
}
export type ReadMessage = { text: string; files: ReadFile[] }

/** Telegram gives a bot no more than this. */
const downloadLimitBytes = 20 * 1024 * 1024

type TelegramFile = { file_id: string; file_size?: number; file_name?: string; mime_type?: string }

/** What says nothing to support: Telegram's own notes in a chat. Anything else is somebody's message. */
const serviceFields = [
  'new_chat_members',
  'left_chat_member',
  'new_chat_title',
  'new_chat_photo',
  'delete_chat_photo',
  'group_chat_created',
  'supergroup_chat_created',
  'channel_chat_created',
  'message_auto_delete_timer_changed',
  'migrate_to_chat_id',
  'migrate_from_chat_id',
  'pinned_message',
  'connected_website',
  'write_access_allowed',
  'proximity_alert_triggered',
  'boost_added',
  'chat_background_set',
  'forum_topic_created',
  'forum_topic_edited',
  'forum_topic_closed',
  'forum_topic_reopened',
  'general_forum_topic_hidden',
  'general_forum_topic_unhidden',
  'giveaway_created',
  'giveaway_completed',
  'video_chat_scheduled',
  'video_chat_started',
  'video_chat_ended',
  'video_chat_participants_invited',
  'paid_message_price_changed',
  'direct_message_price_changed',
  'suggested_post_approved',
  'suggested_post_approval_failed',
  'suggested_post_declined',
  'suggested_post_paid',
  'suggested_post_refunded',
  'community_chat_added',
  'community_chat_removed',
  'community_chat_joined',
  'chat_owner_left',
  'chat_owner_changed',
  'managed_bot_created',
  'poll_option_added',
  'poll_option_deleted',
  'checklist_tasks_done',
  'checklist_tasks_added',
] as const satisfies (keyof Message)[]

/** Words and files of a message. What has neither (a sticker, a place) becomes words, so that nothing is lost. */
export function readMessage(message: Message, t: ChatTexts): ReadMessage {
  const words =
    message.text ??
    message.caption ??
    (message.rich_message ? plainRichText(message.rich_message) : '')
  const files = filesOf(message)
  const parts = [...context(message, t), words, describe(message, t)]
  const text = parts.filter((part) => part !== '').join('\n')
  return { text: text === '' && files.length === 0 ? mark(t.content.other) : text, files }
}

/** False for Telegram's own notes: pins, joins, title changes. */
export function saysSomething(message: Message): boolean {
  return !serviceFields.some((field) => message[field] !== undefined)
}

/** What the words refer to, ahead of them: where they were forwarded from, what they quote. */
function context(message: Message, t: ChatTexts): string[] {
  const {
    forward_origin: origin,
    quote,
    external_reply: elsewhere,
    reply_to_story: story,
  } = message
  return [
    origin ? mark(t.content.forwarded, originName(origin)) : '',
    elsewhere ? mark(t.content.replyElsewhere, originName(elsewhere.origin)) : '',
    story ? mark(t.content.replyToStory) : '',
    quote && (quote.is_manual || elsewhere) ? quoted(quote.text) : '',
  ]
}

function originName(origin: MessageOrigin): string {
  switch (origin.type) {
    case 'user':
      return [origin.sender_user.first_name, origin.sender_user.last_name].filter(Boolean).join(' ')
    case 'hidden_user':
      return origin.sender_user_name
    case 'chat':
      return 'title' in origin.sender_chat ? (origin.sender_chat.title ?? '') : ''
    case 'channel':
      return 'title' in origin.chat ? (origin.chat.title ?? '') : ''
  }
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
}

function filesOf(message: Message): ReadFile[] {
  const found: ReadFile[] = []
  const add = (file: TelegramFile, name: string, mediaType: string) =>
    found.push({
      fileId: file.file_id,
      name: file.file_name ?? name,
      size: file.file_size ?? 0,
      mediaType: file.mime_type ?? mediaType,
      tooBig: (file.file_size ?? 0) > downloadLimitBytes,
    })
  const photo = (message.live_photo?.photo ?? message.photo)?.at(-1)
  if (photo) add(photo, `photo-${message.message_id}.jpg`, 'image/jpeg')
  if (message.live_photo) add(message.live_photo, 'live-photo.mp4', 'video/mp4')
  if (message.animation) add(message.animation, 'animation.mp4', 'video/mp4')
  else if (message.document) add(message.document, 'document', 'application/octet-stream')
  if (message.video) add(message.video, 'video.mp4', 'video/mp4')
  if (message.video_note) add(message.video_note, 'video-note.mp4', 'video/mp4')
  if (message.voice) add(message.voice, 'voice.ogg', 'audio/ogg')
  if (message.audio) add(message.audio, 'audio.mp3', 'audio/mpeg')
  return found
}

function mark(name: string, detail = ''): string {
  return `[${name}${detail === '' ? '' : `: ${detail}`}]`
}

function describe(message: Message, { content: what }: ChatTexts): string {
  const { venue, location, contact, poll, checklist, dice } = message
  if (message.sticker) return mark(what.sticker, message.sticker.emoji)
  if (venue) return mark(what.location, `${venue.title}, ${venue.address}`)
  if (location) return mark(what.location, `${location.latitude}, ${location.longitude}`)
  if (contact) {
    const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ')
    return mark(what.contact, `${name}, ${contact.phone_number}`)
  }
  if (poll) {
    return mark(what.poll, `${poll.question} — ${poll.options.map(({ text }) => text).join(' / ')}`)
  }
  if (checklist) {
    const tasks = checklist.tasks.map((task) => `${task.completion_date ? '☑' : '☐'} ${task.text}`)
    return mark(what.checklist, [checklist.title, ...tasks].join('\n'))
  }
  if (dice) return mark(what.dice, `${dice.emoji} ${dice.value}`)
  if (message.story) return mark(what.story)
  if (message.game) return mark(what.game, message.game.title)
  if (message.invoice) return mark(what.invoice, message.invoice.title)
  if (message.paid_media) return mark(what.paidMedia)
  if (message.voice) return mark(what.voice)
  if (message.video_note) return mark(what.videoNote)
  return ''
}
