import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

const kazakhstan = /^\+7[067]\d{9}$/

/**
 * E.164, or null if it is no telephone number. `8 7…` and ten digits count as Kazakhstan's +7, including
 * ranges that the library does not know yet.
 */
export function normalisePhone(given: string): string | null {
  const digits = given.replace(/[^\d+]/g, '')
  const local = digits.replace(/^(?:\+?7|8)(?=\d{10}$)/, '+7').replace(/^(?=[067]\d{9}$)/, '+7')
  if (kazakhstan.test(local)) return local
  const parsed = parsePhoneNumberFromString(digits, 'KZ')
  return parsed?.isValid() ? parsed.number : null
}

/** `+7 708 707 27 77`; other countries as the library prints them. */
export function formatPhone(e164: string): string {
  const parts = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(e164)
  if (parts) return `+7 ${parts.slice(1).join(' ')}`
  return parsePhoneNumberFromString(e164)?.formatInternational() ?? e164
}
