import type { Locale } from '../i18n/locale.ts'
import { texts } from '../i18n/texts.ts'
import { formatPhone } from '../people/phone.ts'
import type { Settings } from './settings.ts'

const nameKeys = {
  ru: 'companyNameRu',
  kk: 'companyNameKk',
  en: 'companyNameEn',
} as const satisfies Record<Locale, keyof Settings>

/** `ТОО «kense.app», БИН 230740039186`: stands on every letter (definition 8). */
export function companyLine(settings: Settings, locale: Locale): string {
  return texts(locale).company(settings[nameKeys[locale]], settings.companyBin)
}

/** The basic documents, each with its name in the reader's language (definition 14, 2.1, 2.4). */
export function documentLinks(
  settings: Settings,
  locale: Locale,
): { label: string; url: string }[] {
  const { documents } = texts(locale)
  return [
    { label: documents.agreement, url: settings.agreementUrl },
    { label: documents.offer, url: settings.offerUrl },
    { label: documents.privacy, url: settings.privacyUrl },
  ]
}

export function phoneLink(settings: Settings): { shown: string; href: string } {
  return { shown: formatPhone(settings.supportPhone), href: `tel:${settings.supportPhone}` }
}
