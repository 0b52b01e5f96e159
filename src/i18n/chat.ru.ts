/** What the Telegram bot says in a conversation; `kk` and `en` have the type of this one. */
export const chatRu = {
  /** What a message without words was: stored in the ticket in the sender's language. */
  content: {
    forwarded: 'переслано',
    replyElsewhere: 'ответ на сообщение из другого чата',
    replyToStory: 'ответ на историю',
    videoNote: 'видеосообщение',
    voice: 'голосовое сообщение',
    sticker: 'стикер',
    location: 'местоположение',
    contact: 'контакт',
    poll: 'опрос',
    checklist: 'список дел',
    dice: 'кубик',
    story: 'история',
    game: 'игра',
    invoice: 'счёт в Telegram',
    paidMedia: 'платное вложение',
    other: 'сообщение',
  },
}

export type ChatTexts = typeof chatRu
