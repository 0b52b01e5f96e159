import type { ChatTexts } from './chat.ru.ts'

export const chatEn: ChatTexts = {
  content: {
    forwarded: 'forwarded from',
    replyElsewhere: 'reply to a message in another chat',
    replyToStory: 'reply to a story',
    videoNote: 'video message',
    voice: 'voice message',
    sticker: 'sticker',
    location: 'location',
    contact: 'contact',
    poll: 'poll',
    checklist: 'checklist',
    dice: 'dice',
    story: 'story',
    game: 'game',
    invoice: 'Telegram invoice',
    paidMedia: 'paid media',
    other: 'message',
  },
}
