import { chatEn } from './chat.en.ts'
import { chatKk } from './chat.kk.ts'
import { type ChatTexts, chatRu } from './chat.ru.ts'
import type { Locale } from './locale.ts'

const all: Record<Locale, ChatTexts> = { ru: chatRu, kk: chatKk, en: chatEn }

export function chatTexts(locale: Locale): ChatTexts {
  return all[locale]
}
