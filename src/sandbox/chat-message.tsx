import type { Message } from 'grammy/types'
import { FormattedText } from './formatted-view.tsx'
import { formatBytes, formatClock, pageText as t } from './page-text.ts'
import type { TelegramWorld } from './telegram/world.ts'

export type ChatPlace = { world: TelegramWorld; base: string; userId: number; chatId: number }

const quickReactions = ['👍', '👎', '❤', '🔥', '🤔', '🙏']

export function chatPath({ base, userId, chatId }: ChatPlace): string {
  return `${base}/u/${userId}/c/${chatId}`
}

/** One message as the user sees it; the script replaces it by its id when it changes. */
export function ChatMessage({ place, message }: { place: ChatPlace; message: Message }) {
  const own = message.from?.id === place.userId
  const service = serviceText(message)
  if (service !== null) {
    return (
      <li id={`m${message.message_id}`} class="service">
        {service}
      </li>
    )
  }
  const sticker = message.sticker ? ' bare' : ''
  return (
    <li
      id={`m${message.message_id}`}
      class={`message ${own ? 'own' : 'theirs'}${sticker}`}
      data-id={message.message_id}
      data-text={message.text ?? message.caption ?? ''}
    >
      <div class="bubble">
        <Origin place={place} message={message} />
        <Media place={place} message={message} />
        <Body message={message} />
        <span class="stamp">
          {message.edit_date ? `${t.edited} ` : ''}
          <time>{formatClock(new Date(message.date * 1000))}</time>
        </span>
        <Reactions place={place} message={message} />
      </div>
      <Actions place={place} message={message} own={own} />
      <InlineKeyboard place={place} message={message} />
    </li>
  )
}

function serviceText(message: Message): string | null {
  if (message.forum_topic_created) return `${t.inTopic}: ${message.forum_topic_created.name}`
  if (message.forum_topic_edited) return `${t.inTopic}: ${message.forum_topic_edited.name ?? ''}`
  if (message.forum_topic_closed) return t.topicClosed
  if (message.forum_topic_reopened) return t.topicReopened
  return null
}

function Origin({ place, message }: { place: ChatPlace; message: Message }) {
  const answered = message.reply_to_message
  const origin = message.forward_origin
  const topic = place.world.topics(place.chatId).find(({ id }) => id === message.message_thread_id)
  return (
    <>
      {message.chat.type !== 'private' && <span class="author">{message.from?.first_name}</span>}
      {topic && <span class="topic">{topic.name}</span>}
      {origin && (
        <span class="forwarded">
          {t.forwarded} {origin.type === 'user' ? origin.sender_user.first_name : '…'}
        </span>
      )}
      {answered && (
        <a class="quoted" href={`#m${answered.message_id}`}>
          <span>{answered.from?.first_name}</span>
          <span>{message.quote?.text ?? preview(answered)}</span>
        </a>
      )}
    </>
  )
}

function preview(message: Pick<Message, 'text' | 'caption' | 'photo'>): string {
  return message.text ?? message.caption ?? (message.photo ? t.image : t.file)
}

function Media({ place, message }: { place: ChatPlace; message: Message }) {
  const url = (fileId: string) => `${place.base}/files/${fileId}`
  const photo = message.photo?.at(-1)
  if (photo) {
    return (
      <a class="photo" href={url(photo.file_id)} target="_blank" rel="noopener">
        <img
          src={url(photo.file_id)}
          alt={message.caption ?? t.image}
          width={photo.width}
          height={photo.height}
        />
      </a>
    )
  }
  if (message.voice) {
    return (
      <div class="player">
        <span>{t.voiceNote}</span>
        {/* biome-ignore lint/a11y/useMediaCaption: what people record has no captions */}
        <audio controls preload="none" src={url(message.voice.file_id)} />
      </div>
    )
  }
  if (message.sticker) return <div class="sticker">{message.sticker.emoji ?? t.sticky}</div>
  const file = message.document ?? message.video ?? message.audio ?? message.video_note
  if (!file) return null
  const name = 'file_name' in file && file.file_name ? file.file_name : t.videoNote
  return (
    <a class="file" href={url(file.file_id)} download={name}>
      <span class="file-icon" aria-hidden="true" />
      <span class="file-name">{name}</span>
      <span class="file-size">{formatBytes(file.file_size ?? 0)}</span>
    </a>
  )
}

function Body({ message }: { message: Message }) {
  const text = message.text ?? message.caption
  const entities = message.entities ?? message.caption_entities ?? []
  if (text !== undefined) {
    return (
      <div class="text">
        <FormattedText text={text} entities={entities} />
      </div>
    )
  }
  const { contact, location, poll, dice, venue } = message
  if (contact) {
    return (
      <div class="card">
        <strong>{contact.first_name}</strong>
        <span>{contact.phone_number}</span>
      </div>
    )
  }
  if (location) {
    return (
      <div class="card">
        <strong>{venue?.title ?? t.location}</strong>
        <span>{`${location.latitude}, ${location.longitude}`}</span>
      </div>
    )
  }
  if (dice) return <div class="text">{`${dice.emoji} ${dice.value}`}</div>
  if (!poll) return null
  return (
    <div class="card">
      <strong>{poll.question}</strong>
      {poll.options.map((option) => (
        <span>{`${option.text} — ${option.voter_count}`}</span>
      ))}
    </div>
  )
}

function Reactions({ place, message }: { place: ChatPlace; message: Message }) {
  const all = [...place.world.reactions(place.chatId, message.message_id).values()].flat()
  const emoji = all.flatMap((reaction) => (reaction.type === 'emoji' ? [reaction.emoji] : []))
  if (emoji.length === 0) return null
  return (
    <span class="reactions">
      {[...new Set(emoji)].map((one) => (
        <span>{one}</span>
      ))}
    </span>
  )
}

function Actions({ place, message, own }: { place: ChatPlace; message: Message; own: boolean }) {
  const path = chatPath(place)
  const editable = own && (message.text !== undefined || message.caption !== undefined)
  return (
    <details class="actions">
      <summary aria-label={t.actions}>
        <span aria-hidden="true">⋯</span>
      </summary>
      <div class="popover">
        <form method="post" action={`${path}/react`} class="quick" aria-label={t.react}>
          <input type="hidden" name="message_id" value={message.message_id} />
          {quickReactions.map((emoji) => (
            <button type="submit" name="emoji" value={emoji}>
              {emoji}
            </button>
          ))}
        </form>
        <button type="button" data-reply={message.message_id}>
          {t.reply}
        </button>
        {editable && (
          <button type="button" data-edit={message.message_id}>
            {t.edit}
          </button>
        )}
        <form method="post" action={`${path}/delete`}>
          <input type="hidden" name="message_id" value={message.message_id} />
          <button type="submit" class="danger">
            {t.remove}
          </button>
        </form>
      </div>
    </details>
  )
}

function InlineKeyboard({ place, message }: { place: ChatPlace; message: Message }) {
  const rows = message.reply_markup?.inline_keyboard ?? []
  if (rows.length === 0) return null
  return (
    <form method="post" action={`${chatPath(place)}/press`} class="inline-keyboard">
      <input type="hidden" name="message_id" value={message.message_id} />
      {rows.map((row) => (
        <div>
          {row.map((button) =>
            'callback_data' in button ? (
              <button type="submit" name="data" value={button.callback_data}>
                {button.text}
              </button>
            ) : (
              <a
                href={'url' in button ? button.url : '#'}
                target="_blank"
                rel="noopener noreferrer nofollow"
              >
                {button.text}
              </a>
            ),
          )}
        </div>
      ))}
    </form>
  )
}
