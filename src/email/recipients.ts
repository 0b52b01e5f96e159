import type { OwnMail } from './kind.ts'
import { isRobotAddress } from './kind-automatic.ts'
import type { MailAddress } from './mail-headers.ts'

/** Who besides us and the sender a mail went to, as far as its header tells: candidates for taking part. */
export function otherRecipients(
  mail: { to: readonly MailAddress[]; cc: readonly MailAddress[] },
  own: OwnMail,
  sender: string,
): MailAddress[] {
  const people = [...mail.to, ...mail.cc].filter(
    ({ address }) =>
      /^[^\s@]+@[^\s@]+$/.test(address) &&
      address !== sender &&
      !own.addresses.includes(address.replace(/\+[^@]*@/, '@')) &&
      !isRobotAddress(address),
  )
  return [...new Map(people.map((one) => [one.address, one])).values()]
}

/** Who speaks: the visible sender, or behind a web form's robot the person it asks to answer. */
export function speakerOf(mail: {
  from: MailAddress | null
  replyTo: readonly MailAddress[]
}): MailAddress | null {
  if (mail.from === null || !isRobotAddress(mail.from.address)) return mail.from
  const person = mail.replyTo.find(({ address }) => !isRobotAddress(address))
  return person ?? mail.from
}
