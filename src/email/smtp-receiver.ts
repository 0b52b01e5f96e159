import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import type { Log } from '../log.ts'

export type MailEnvelope = {
  /** `MAIL FROM`, empty for bounces. */
  from: string
  to: string[]
  /** Who handed the mail over: what SPF is checked against. */
  peer: { address: string; helo: string }
}

export type ReceiverOptions = {
  host: string
  port: number
  /** Mail to other addresses is refused: we never relay. */
  accepts: (address: string) => boolean
  /** Stores and tickets the mail; the sender hears 250 only after it returns. */
  ingest: (raw: Buffer, envelope: MailEnvelope) => Promise<void>
  maxBytes?: number
  log: Log
}

const defaultMaxBytes = 30 * 1024 * 1024

/** The built-in SMTP receiver (RFC 5321): 250 after commit, 451 on our own trouble, 552 on oversize. */
export async function startSmtpReceiver(
  options: ReceiverOptions,
): Promise<{ port: number; close: () => Promise<void> }> {
  const maxBytes = options.maxBytes ?? defaultMaxBytes
  const server = new SMTPServer({
    banner: 'kense.app support desk',
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideSMTPUTF8: false,
    size: maxBytes,
    disableReverseLookup: true,
    logger: false,
    socketTimeout: 60_000,
    closeTimeout: 2_000,
    onRcptTo({ address }, _session, done) {
      if (options.accepts(address.toLowerCase())) return done()
      done(smtpError(550, 'relaying denied: this host takes mail for its own desk only'))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      let size = 0
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length
        // Read on to the end, or the client never hears the refusal.
        if (size <= maxBytes) chunks.push(chunk)
        else chunks.length = 0
      })
      stream.on('end', () => {
        if (size > maxBytes) return done(smtpError(552, 'message exceeds the size limit'))
        options.ingest(Buffer.concat(chunks), envelopeOf(session)).then(
          () => done(),
          (error) => {
            options.log.error({ err: String(error) }, 'mail not taken')
            done(smtpError(451, 'temporary trouble, please try again'))
          },
        )
      })
    },
  })
  server.on('error', (error) => options.log.warn({ err: error.message }, 'smtp receiver'))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function envelopeOf(session: SMTPServerSession): MailEnvelope {
  const { mailFrom, rcptTo } = session.envelope
  return {
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map((to) => to.address),
    peer: {
      address: session.remoteAddress,
      helo: session.clientHostname || session.hostNameAppearsAs,
    },
  }
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
