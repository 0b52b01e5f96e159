import { z } from 'zod'
import { type DocumentKind, documentKinds } from '../attachments/policy.ts'
import { parseIinBin } from '../clients/iin-bin.ts'
import { normalisePhone } from '../people/phone.ts'

const name = z.string().trim().min(1, 'nameMissing').max(200, 'nameTooLong')

/** An address that clients open: https only, so that nobody on the way can change a contract. */
const address = z
  .string()
  .trim()
  .max(500, 'addressMalformed')
  .refine(
    (value) => URL.canParse(value) && new URL(value).protocol === 'https:',
    'addressMalformed',
  )

/** What staff may change without touching the machine; a key that was never changed has its default. */
export const Settings = z.object({
  companyNameRu: name,
  companyNameKk: name,
  companyNameEn: name,
  /** On every letter beside the name (definition 8). */
  companyBin: z.string().transform((value, check) => {
    const parsed = parseIinBin(value, new Date(0))
    if (parsed.ok && parsed.kind === 'bin') return parsed.value
    check.addIssue({ code: 'custom', message: 'binMalformed' })
    return z.NEVER
  }),
  /** The basic documents (definition 14, 2.1, 2.4). */
  agreementUrl: address,
  offerUrl: address,
  privacyUrl: address,
  /** E.164 (Annex 1, 4.1). */
  supportPhone: z.string().transform((value, check) => {
    const phone = normalisePhone(value)
    if (phone !== null) return phone
    check.addIssue({ code: 'custom', message: 'phoneMalformed' })
    return z.NEVER
  }),
  /** Working days of silence after which a solved ticket is closed (Annex 1, 4.7). */
  autoCloseDays: z.coerce
    .number('numberMalformed')
    .int('numberMalformed')
    .min(1, 'daysRange')
    .max(60, 'daysRange'),
  /** Documents clients and staff may send besides pictures and archives (Annex 1, 4.4); empty for none. */
  documentKinds: z
    .string()
    .transform((value) => [...new Set(value.toLowerCase().match(/[a-z]+/g) ?? [])].join(', '))
    .refine(
      (value) => documentKindsOf(value).length === value.split(', ').filter(Boolean).length,
      'documentKinds',
    ),
  /** What a notice of compromise does whose author we cannot be sure of (7.4): wait for an officer, or close at once. */
  compromiseUnverified: z.enum(['confirm', 'suspend']),
  /** Whether the desk deals new tickets to those who are at work, by load and skill, or people take them. */
  dealTickets: z.enum(['off', 'on']),
  /** Open tickets beyond which nobody is dealt more. */
  dealMost: z.coerce
    .number('numberMalformed')
    .int('numberMalformed')
    .min(1, 'dealRange')
    .max(500, 'dealRange'),
  /** What happens when the paid time is over: the contract lets us restrict access, and does not bid us (5.3.9, R48). */
  tariffExpiry: z.enum(['flag', 'restrict']),
  /** Days before the end of the paid time on which the client is reminded; empty for none. */
  tariffReminders: z
    .string()
    .transform((value) => daysOf(value).join(', '))
    .refine((value) => daysOf(value).every((days) => days >= 1 && days <= 90), 'reminderDays')
    .refine((value) => daysOf(value).length <= 10, 'reminderDays'),
})
export type Settings = z.infer<typeof Settings>
export type SettingKey = keyof Settings

export const settingKeys = Object.keys(Settings.shape) as SettingKey[]

/** The documents are published on the platform's site; staff enter their exact addresses. */
export const defaultSettings: Settings = {
  companyNameRu: 'ТОО «kense.app»',
  companyNameKk: '«kense.app» ЖШС',
  companyNameEn: 'kense.app LLP',
  companyBin: '230740039186',
  agreementUrl: 'https://kense.app/',
  offerUrl: 'https://kense.app/',
  privacyUrl: 'https://kense.app/',
  supportPhone: '+77087072777',
  autoCloseDays: 3,
  documentKinds: documentKinds.join(', '),
  compromiseUnverified: 'confirm',
  dealTickets: 'off',
  dealMost: 15,
  tariffExpiry: 'flag',
  tariffReminders: '14, 7, 1',
}

/** The kinds a list names; words that are none are left out. */
export function documentKindsOf(list: string): DocumentKind[] {
  return documentKinds.filter((kind) => list.split(', ').includes(kind))
}

/** The distances a list names, the nearest one last. */
export function daysOf(list: string): number[] {
  const days = (list.match(/\d+/g) ?? []).map(Number)
  return [...new Set(days)].toSorted((a, b) => b - a)
}
