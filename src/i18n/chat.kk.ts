import type { ChatTexts } from './chat.ru.ts'

/** Values follow a colon or stand alone: no case ending is glued to them (vowel harmony). */
export const chatKk: ChatTexts = {
  content: {
    forwarded: 'қайта жіберілді',
    replyElsewhere: 'басқа чаттағы хабарламаға жауап',
    replyToStory: 'сториске жауап',
    videoNote: 'бейнехабарлама',
    voice: 'дауыстық хабарлама',
    sticker: 'стикер',
    location: 'орналасқан жері',
    contact: 'контакт',
    poll: 'сауалнама',
    checklist: 'істер тізімі',
    dice: 'сүйек',
    story: 'сторис',
    game: 'ойын',
    invoice: 'Telegram шоты',
    paidMedia: 'ақылы тіркеме',
    other: 'хабарлама',
  },
}
