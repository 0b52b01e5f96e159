import { z } from 'zod'
import type { trustedChannels } from '../../db/schema/clients.ts'
import { DomainError } from '../errors.ts'
import { normalisePhone } from '../people/phone.ts'

export type TrustedChannel = (typeof trustedChannels)[number]

/** E.164 or a lower-case e-mail address. @throws DomainError `invalid` */
export function normaliseAddress(channel: TrustedChannel, given: string): string {
  if (channel === 'phone') {
    const phone = normalisePhone(given)
    if (phone === null) throw new DomainError('invalid', 'phoneMalformed')
    return phone
  }
  const email = z.email().safeParse(given.trim().toLowerCase())
  if (!email.success) throw new DomainError('invalid', 'emailMalformed')
  return email.data
}

/** `+7 708 ••• •• 77`, `b•••@firm.kz`: enough to recognise, not enough to use. */
export function maskAddress(channel: string, address: string): string {
  if (channel === 'email') {
    const at = address.lastIndexOf('@')
    return `${address.slice(0, 1)}•••${address.slice(at)}`
  }
  return `${address.slice(0, 5)}•••••${address.slice(-2)}`
}

/** The addresses that are there, each with its channel. */
export function trustedChannelsOf(person: {
  phone: string | null
  email: string | null
}): (readonly [TrustedChannel, string])[] {
  return [
    ...(person.phone === null ? [] : [['phone', person.phone] as const]),
    ...(person.email === null ? [] : [['email', person.email] as const]),
  ]
}
