import type { Message } from 'grammy/types'
import type { Texts } from '../../src/i18n/ru.ts'

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

/** Words and files of a message. What has neither (a sticker, a place) becomes words, so that nothing is lost. */
export function readMessage(message: Message, t: Texts): ReadMessage {
  const words = message.text ?? message.caption ?? ''
  const files = filesOf(message)
  const described = describe(message, t)
  return { text: [words, described].filter((part) => part !== '').join('\n'), files }
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
  const photo = message.photo?.at(-1)
  if (photo) add(photo, `photo-${message.message_id}.jpg`, 'image/jpeg')
  if (message.animation) add(message.animation, 'animation.mp4', 'video/mp4')
  else if (message.document) add(message.document, 'document', 'application/octet-stream')
  if (message.video) add(message.video, 'video.mp4', 'video/mp4')
  if (message.video_note) add(message.video_note, 'video-note.mp4', 'video/mp4')
  if (message.voice) add(message.voice, 'voice.ogg', 'audio/ogg')
  if (message.audio) add(message.audio, 'audio.mp3', 'audio/mpeg')
  return found
}

function describe(message: Message, t: Texts): string {
  const what = t.bot.content
  const mark = (name: string, detail = '') => `[${name}${detail === '' ? '' : `: ${detail}`}]`
  if (message.sticker) return mark(what.sticker, message.sticker.emoji)
  if (message.venue) return mark(what.location, `${message.venue.title}, ${message.venue.address}`)
  if (message.location)
    return mark(what.location, `${message.location.latitude}, ${message.location.longitude}`)
  if (message.contact)
    return mark(what.contact, [message.contact.first_name, message.contact.phone_number].join(' '))
  if (message.poll) {
    const options = message.poll.options.map((option) => option.text).join(' / ')
    return mark(what.poll, `${message.poll.question} — ${options}`)
  }
  if (message.dice) return mark(what.dice, `${message.dice.emoji} ${message.dice.value}`)
  if (message.voice) return mark(what.voice)
  if (message.video_note) return mark(what.video)
  return ''
}

/** Service messages (pins, joins, title changes) say nothing to support. */
export function saysSomething(message: Message): boolean {
  const { text, files } = { text: message.text ?? message.caption ?? '', files: filesOf(message) }
  return (
    text !== '' ||
    files.length > 0 ||
    [
      message.sticker,
      message.location,
      message.venue,
      message.contact,
      message.poll,
      message.dice,
      message.story,
    ].some((part) => part !== undefined)
  )
}
