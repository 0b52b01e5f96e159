import type { Update } from 'grammy/types'

const from = {
  id: 1111111,
  is_bot: false,
  first_name: 'Айгерим',
  language_code: 'ru',
} as const
const base = {
  message_id: 700,
  date: 1_795_000_000,
  from,
  chat: { id: 1111111, type: 'private', first_name: 'Айгерим' },
} as const
const file = (name: string) => ({ file_id: `recorded-${name}`, file_unique_id: name })
const picture = { width: 1280, height: 960 }

export type Recorded = {
  name: string
  update: Omit<Update, 'update_id'>
  /** What the ticket holds of it. */
  text: string
  files: string[]
}

const message = (content: object): Omit<Update, 'update_id'> =>
  ({ message: { ...base, ...content } }) as unknown as Omit<Update, 'update_id'>

/** Updates as the Bot API delivers them, one for each kind of content; the user is 1111111. */
export const recorded: Recorded[] = [
  { name: 'text', update: message({ text: 'Не уходит счёт' }), text: 'Не уходит счёт', files: [] },
  {
    name: 'text with entities and emoji',
    update: message({
      text: '👩‍💻 Не уходит счёт, см. kense.app',
      entities: [
        { type: 'custom_emoji', offset: 0, length: 5, custom_emoji_id: '5368324170671202286' },
        { type: 'url', offset: 26, length: 9 },
      ],
      link_preview_options: { is_disabled: true },
    }),
    text: '👩‍💻 Не уходит счёт, см. kense.app',
    files: [],
  },
  {
    name: 'rich message',
    update: message({
      rich_message: {
        blocks: [
          { type: 'heading', text: 'Ошибка', size: 2 },
          { type: 'paragraph', text: ['не уходит ', { type: 'bold', text: 'счёт' }] },
          {
            type: 'list',
            items: [{ label: '•', blocks: [{ type: 'paragraph', text: 'с утра' }] }],
          },
        ],
      },
    }),
    text: 'Ошибка\nне уходит счёт\nс утра',
    files: [],
  },
  {
    name: 'photo',
    update: message({
      photo: [
        { ...file('s'), width: 90, height: 67, file_size: 1253 },
        { ...file('x'), ...picture, file_size: 153_424 },
      ],
      caption: 'Вот снимок',
    }),
    text: 'Вот снимок',
    files: ['photo-700.jpg'],
  },
  {
    name: 'live photo',
    update: message({
      live_photo: {
        photo: [{ ...file('lp'), ...picture, file_size: 1000 }],
        ...file('lv'),
        ...picture,
        duration: 3,
        mime_type: 'video/mp4',
      },
    }),
    text: '',
    files: ['photo-700.jpg', 'live-photo.mp4'],
  },
  {
    name: 'document',
    update: message({
      document: {
        ...file('doc'),
        file_name: 'Акт сверки.pdf',
        mime_type: 'application/pdf',
        file_size: 84_120,
      },
    }),
    text: '',
    files: ['Акт сверки.pdf'],
  },
  {
    name: 'video',
    update: message({
      video: {
        ...file('v'),
        ...picture,
        duration: 12,
        mime_type: 'video/mp4',
        file_size: 900_000,
        qualities: [],
      },
      show_caption_above_media: true,
      caption: 'Запись экрана',
    }),
    text: 'Запись экрана',
    files: ['video.mp4'],
  },
  {
    name: 'animation',
    update: message({
      animation: { ...file('a'), ...picture, duration: 2, mime_type: 'video/mp4' },
      document: { ...file('a'), mime_type: 'video/mp4' },
    }),
    text: '',
    files: ['animation.mp4'],
  },
  {
    name: 'video note',
    update: message({ video_note: { ...file('n'), length: 384, duration: 9, file_size: 500_000 } }),
    text: '[видеосообщение]',
    files: ['video-note.mp4'],
  },
  {
    name: 'voice',
    update: message({
      voice: { ...file('vo'), duration: 7, mime_type: 'audio/ogg', file_size: 28_000 },
    }),
    text: '[голосовое сообщение]',
    files: ['voice.ogg'],
  },
  {
    name: 'audio',
    update: message({
      audio: {
        ...file('au'),
        duration: 120,
        performer: 'Запись',
        title: 'Звонок',
        file_name: 'call.mp3',
        mime_type: 'audio/mpeg',
      },
    }),
    text: '',
    files: ['call.mp3'],
  },
  {
    name: 'sticker',
    update: message({
      sticker: {
        ...file('st'),
        type: 'regular',
        width: 512,
        height: 512,
        is_animated: true,
        is_video: false,
        emoji: '😡',
        set_name: 'Angry',
      },
    }),
    text: '[стикер: 😡]',
    files: [],
  },
  {
    name: 'location',
    update: message({ location: { latitude: 51.1282, longitude: 71.4304, live_period: 900 } }),
    text: '[местоположение: 51.1282, 71.4304]',
    files: [],
  },
  {
    name: 'venue',
    update: message({
      location: { latitude: 51.1282, longitude: 71.4304 },
      venue: {
        location: { latitude: 51.1282, longitude: 71.4304 },
        title: 'ЦОН',
        address: 'пр. Мәңгілік Ел, 8',
      },
    }),
    text: '[местоположение: ЦОН, пр. Мәңгілік Ел, 8]',
    files: [],
  },
  {
    name: 'contact',
    update: message({
      contact: {
        phone_number: '77010000099',
        first_name: 'Ерлан',
        last_name: 'Ахметов',
        user_id: 5,
      },
    }),
    text: '[контакт: Ерлан Ахметов, 77010000099]',
    files: [],
  },
  {
    name: 'poll',
    update: message({
      poll: {
        id: '5231',
        question: 'Когда починят?',
        options: [
          { persistent_id: '0', text: 'Сегодня', voter_count: 0 },
          { persistent_id: '1', text: 'Завтра', voter_count: 0 },
        ],
        total_voter_count: 0,
        is_closed: false,
        is_anonymous: true,
        type: 'regular',
        allows_multiple_answers: false,
      },
    }),
    text: '[опрос: Когда починят? — Сегодня / Завтра]',
    files: [],
  },
  {
    name: 'checklist',
    update: message({
      checklist: {
        title: 'Проверил',
        tasks: [
          { id: 1, text: 'NCALayer', completion_date: 1_795_000_000 },
          { id: 2, text: 'Браузер' },
        ],
      },
    }),
    text: '[список дел: Проверил\n☑ NCALayer\n☐ Браузер]',
    files: [],
  },
  {
    name: 'dice',
    update: message({ dice: { emoji: '🎲', value: 4 } }),
    text: '[кубик: 🎲 4]',
    files: [],
  },
  {
    name: 'game',
    update: message({
      game: { title: 'Гонки', description: 'Игра', photo: [{ ...file('g'), ...picture }] },
    }),
    text: '[игра: Гонки]',
    files: [],
  },
  {
    name: 'story',
    update: message({ story: { chat: { id: -100, type: 'channel', title: 'Новости' }, id: 3 } }),
    text: '[история]',
    files: [],
  },
  {
    name: 'paid media',
    update: message({ paid_media: { star_count: 5, paid_media: [{ type: 'preview' }] } }),
    text: '[платное вложение]',
    files: [],
  },
  {
    name: 'forwarded from a person',
    update: message({
      text: 'Счёт не подписан',
      forward_origin: {
        type: 'user',
        date: 1_795_000_000,
        sender_user: { id: 5, is_bot: false, first_name: 'Ерлан' },
      },
    }),
    text: '[переслано: Ерлан]\nСчёт не подписан',
    files: [],
  },
  {
    name: 'forwarded from a channel',
    update: message({
      text: 'Работы в субботу',
      forward_origin: {
        type: 'channel',
        date: 1_795_000_000,
        chat: { id: -1001, type: 'channel', title: 'Новости НУЦ' },
        message_id: 9,
      },
    }),
    text: '[переслано: Новости НУЦ]\nРаботы в субботу',
    files: [],
  },
  {
    name: 'quote of a message in another chat',
    update: message({
      text: 'Это касается нас?',
      external_reply: {
        origin: { type: 'hidden_user', date: 1_795_000_000, sender_user_name: 'Дана' },
      },
      quote: { text: 'с понедельника старые ключи\nне работают', position: 0 },
    }),
    text: '[ответ на сообщение из другого чата: Дана]\n> с понедельника старые ключи\n> не работают\nЭто касается нас?',
    files: [],
  },
  {
    name: 'reply to a story',
    update: message({
      text: 'А цена какая?',
      reply_to_story: { chat: { id: -100, type: 'channel', title: 'kense' }, id: 4 },
    }),
    text: '[ответ на историю]\nА цена какая?',
    files: [],
  },
  {
    name: 'through another bot',
    update: message({
      text: 'Голос → текст: не уходит счёт',
      via_bot: { id: 6, is_bot: true, first_name: 'Voicy', username: 'voicybot' },
    }),
    text: 'Голос → текст: не уходит счёт',
    files: [],
  },
  {
    name: 'something Telegram will invent tomorrow',
    update: message({ hologram: { id: 'x' } }),
    text: '[сообщение]',
    files: [],
  },
]

/** Telegram's own notes in a private chat: nobody said anything. */
export const serviceUpdates: Recorded[] = [
  {
    name: 'pinned message',
    update: message({ pinned_message: { ...base, message_id: 1, text: 'x' } }),
    text: '',
    files: [],
  },
  {
    name: 'auto-delete timer',
    update: message({ message_auto_delete_timer_changed: { message_auto_delete_time: 86_400 } }),
    text: '',
    files: [],
  },
  {
    name: 'write access allowed',
    update: message({ write_access_allowed: { from_request: true } }),
    text: '',
    files: [],
  },
  {
    name: 'new chat background',
    update: message({ chat_background_set: { type: { type: 'fill' } } }),
    text: '',
    files: [],
  },
]
