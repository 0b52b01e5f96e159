import type { OwnMail } from './kind.ts'

/** What the mail side must know of itself; made once by the composition root. */
export type MailSettings = {
  supportAddress: string
  /** Behind the @ of the Message-IDs we make. */
  messageIdDomain: string
  secretKey: string
  loopToken: string
  publicUrl: string
  faqBaseUrl: string
}

export function ownMail(settings: MailSettings): OwnMail {
  return {
    addresses: [settings.supportAddress],
    messageIdDomain: settings.messageIdDomain,
    loopToken: settings.loopToken,
  }
}
