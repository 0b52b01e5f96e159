import type { Locale } from './locale.ts'
import { mailEn } from './mail.en.ts'
import { mailKk } from './mail.kk.ts'
import { type MailTexts, mailRu } from './mail.ru.ts'

const all: Record<Locale, MailTexts> = { ru: mailRu, kk: mailKk, en: mailEn }

export function mailTexts(locale: Locale): MailTexts {
  return all[locale]
}

/** What automatic mail is called in any language: a reply to one has no subject of its own. */
export const automaticSubjects: readonly string[] = Object.values(all).flatMap((t) => [
  t.accepted,
  t.files,
  t.question,
  t.answer,
])
