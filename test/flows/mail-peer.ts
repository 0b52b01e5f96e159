import { EventEmitter, once } from 'node:events'
import { type ParsedMail, simpleParser } from 'mailparser'
import nodemailer, { type SendMailOptions } from 'nodemailer'
import { SMTPServer } from 'smtp-server'
import { portOf } from './ports.ts'

export type MailPeer = {
  /** For `SMTP_URL`: what the desk sends arrives here. */
  url: string
  /** Hands a mail to the desk's receiver; resolves with its 250. */
  send: (mail: SendMailOptions) => Promise<void>
  /** The next mail to this address, in the order of arrival, each once. */
  nextTo: (address: string) => Promise<ParsedMail>
  /** Every mail to this address not handed out yet. */
  unreadTo: (address: string) => number
  close: () => Promise<void>
}

/** The world of mail around the desk: a server that takes its mail, and clients that write to it. */
export async function startMailPeer(receiverPort: () => number): Promise<MailPeer> {
  const inbox: { to: string[]; mail: ParsedMail }[] = []
  const news = new EventEmitter()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      simpleParser(stream).then((mail) => {
        inbox.push({ to: session.envelope.rcptTo.map(({ address }) => address), mail })
        news.emit('mail')
        done()
      }, done)
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const take = (address: string) => {
    const at = inbox.findIndex(({ to }) => to.includes(address))
    return at < 0 ? undefined : inbox.splice(at, 1)[0]?.mail
  }
  return {
    url: `smtp://127.0.0.1:${portOf(server.server)}`,
    send: async (mail) => {
      const transport = nodemailer.createTransport({
        host: '127.0.0.1',
        port: receiverPort(),
        ignoreTLS: true,
      })
      await transport.sendMail({ to: 'support@kense.app', ...mail })
      transport.close()
    },
    nextTo: async (address) => {
      for (;;) {
        const mail = take(address)
        if (mail) return mail
        await once(news, 'mail', { signal: AbortSignal.timeout(20_000) }).catch(() => {
          const seen = inbox.map(({ to, mail }) => `${to}: ${mail.subject}`).join('\n')
          throw new Error(`no mail to ${address}; there are:\n${seen}`)
        })
      }
    },
    unreadTo: (address) => inbox.filter(({ to }) => to.includes(address)).length,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
