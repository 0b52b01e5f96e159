import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import { z } from 'zod'
import type { SandboxMail } from './mailbox.ts'

export const mailFormSchema = z.object({
  fromName: z.string().trim().max(100),
  from: z.email(),
  to: z.email(),
  subject: z.string().trim().max(500),
  text: z.string().max(200_000),
  inReplyTo: z.string().max(1_000),
  references: z.string().max(10_000),
})
export type MailForm = z.infer<typeof mailFormSchema>

export type MailAttachment = { filename: string; contentType: string; content: Buffer }

/** Builds the mail a client would have sent. */
export function composeMail(
  form: MailForm,
  attachments: MailAttachment[],
  date: Date,
): Promise<Buffer> {
  const message = new MailComposer({
    from: { name: form.fromName, address: form.from },
    to: form.to,
    subject: form.subject,
    text: form.text,
    date,
    attachments,
    ...(form.inReplyTo ? { inReplyTo: form.inReplyTo } : {}),
    ...(form.references ? { references: form.references } : {}),
  })
  return message.compile().build()
}

/** A form that answers a mail we received, threaded by RFC 5322, 3.6.4. */
export function replyForm(mail: SandboxMail, supportAddress: string): MailForm {
  const { parsed, envelope } = mail
  const subject = parsed.subject ?? ''
  const replyTo = parsed.replyTo?.value[0]?.address ?? parsed.from?.value[0]?.address
  const messageId = parsed.messageId ?? ''
  const earlier = [parsed.references ?? parsed.inReplyTo ?? []].flat()
  return {
    fromName: [parsed.to ?? []].flat()[0]?.value[0]?.name ?? '',
    from: envelope.to[0] ?? '',
    to: replyTo ?? supportAddress,
    subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`,
    text: `\n\n${quote(parsed.text ?? '', parsed.from?.text ?? '')}`,
    inReplyTo: messageId,
    references: [...earlier, messageId].join(' ').trim(),
  }
}

function quote(text: string, author: string): string {
  const lines = text.trimEnd().split('\n')
  return `${author}:\n${lines.map((line) => `> ${line}`).join('\n')}`
}
