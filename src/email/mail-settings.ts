import type { Config } from '../config.ts'
import type { OwnMail } from './kind.ts'

/** What the mail side must know of itself; made once by the composition root. */
export type MailSettings = {
  supportAddress: string
  /** Behind the @ of the Message-IDs we make. */
  messageIdDomain: string
  secretKey: string
  loopToken: string
  /** The mail server delivers `support+anything@…` too. */
  plusAddresses: boolean
  publicUrl: string
  faqBaseUrl: string
}

export function mailSettingsOf(
  { mail }: Config,
  secretKey: string,
  publicUrl: string,
): MailSettings {
  const { supportAddress } = mail
  return {
    supportAddress,
    messageIdDomain: supportAddress.slice(supportAddress.lastIndexOf('@') + 1),
    secretKey,
    loopToken: 'desk',
    plusAddresses: mail.plusAddresses,
    publicUrl,
    faqBaseUrl: `${publicUrl}/help`,
  }
}

export function ownMail(settings: MailSettings): OwnMail {
  return {
    addresses: [settings.supportAddress],
    messageIdDomain: settings.messageIdDomain,
    loopToken: settings.loopToken,
  }
}
