import type { Socket } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Log } from '../log.ts'

export type MailEnvelope = {
  /** `MAIL FROM`, empty for bounces. */
  from: string
  to: string[]
  /** Who handed the mail over and what he calls himself: what SPF is checked against. */
  peer: { address: string; helo: string }
}

export type ReceiverLimits = {
  /** Of one mail; a larger one is refused for good. */
  maxBytes: number
  /** Of all mails being received at once; beyond it senders are asked to come back. */
  heldBytes: number
  clients: number
  clientsOfOneAddress: number
  recipients: number
  /** Silence that ends a connection. */
  idleMs: number
  /** A mail that takes longer to arrive is dropped, however steadily it drips. */
  dataMs: number
  connectionMs: number
}

/** 100 recipients is the least a server must take (RFC 5321, 4.5.3.1.8). */
export const defaultReceiverLimits: ReceiverLimits = {
  maxBytes: 30 * 1024 * 1024,
  heldBytes: 200 * 1024 * 1024,
  clients: 200,
  clientsOfOneAddress: 50,
  recipients: 100,
  idleMs: 60_000,
  dataMs: 10 * 60_000,
  connectionMs: 60 * 60_000,
}

export type ReceiverOptions = {
  host: string
  port: number
  /** Mail to others is refused: we never relay. Plus addresses and postmaster are ours too. */
  supportAddress: string
  /** Stores and tickets the mail; the sender hears 250 only after it returns. */
  ingest: (raw: Buffer, envelope: MailEnvelope) => Promise<void>
  limits?: Partial<ReceiverLimits>
  /** Offers STARTTLS (RFC 3207). */
  tls?: { cert: Buffer; key: Buffer } | null
  log: Log
}

/** The built-in SMTP receiver (RFC 5321): 250 after commit, 451 on our own trouble, 552 on oversize. */
export async function startSmtpReceiver(
  options: ReceiverOptions,
): Promise<{ port: number; close: () => Promise<void> }> {
  const limits = { ...defaultReceiverLimits, ...options.limits }
  const perAddress = countByAddress(limits.clientsOfOneAddress)
  const sockets = new Map<string, Socket>()
  const hangUp = ({ remoteAddress, remotePort }: SMTPServerSession) =>
    sockets.get(`${remoteAddress} ${remotePort}`)?.destroy()
  const server = new SMTPServer({
    banner: 'kense.app support desk',
    ...(options.tls ?? {}),
    disabledCommands: options.tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    size: limits.maxBytes,
    hideSMTPUTF8: false,
    disableReverseLookup: true,
    logger: false,
    maxClients: limits.clients,
    maxRecipients: limits.recipients,
    socketTimeout: limits.idleMs,
    closeTimeout: 2_000,
    onConnect: (session, done) =>
      perAddress.enter(session)
        ? done()
        : done(smtpError(421, 'too many connections from your address, try again later')),
    onClose: (session) => perAddress.leave(session),
    onRcptTo: ({ address }, _session, done) =>
      isOurs(address, options.supportAddress)
        ? done()
        : done(smtpError(550, 'relaying denied: this host takes mail for its own desk only')),
    onData: dataReceiver(options, limits, hangUp),
  })
  server.server.on('connection', (socket: Socket) => {
    const name = `${socket.remoteAddress?.replace(/^::ffff:/, '')} ${socket.remotePort}`
    sockets.set(name, socket)
    const end = setTimeout(() => socket.destroy(), limits.connectionMs)
    socket.once('close', () => {
      clearTimeout(end)
      sockets.delete(name)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  server.on('error', (error) => options.log.warn({ err: error.message }, 'smtp receiver'))
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function dataReceiver(
  options: ReceiverOptions,
  limits: ReceiverLimits,
  hangUp: (session: SMTPServerSession) => void,
) {
  let held = 0
  return (
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    done: (error?: Error | null) => void,
  ): void => {
    const chunks: Buffer[] = []
    let size = 0
    let kept = 0
    let over: Error | null = null
    const drop = () => {
      held -= kept
      kept = 0
      chunks.length = 0
    }
    // In the middle of a mail nothing can be said, only hung up.
    const tooSlow = setTimeout(() => hangUp(session), limits.dataMs)
    stream.once('close', () => {
      clearTimeout(tooSlow)
      // The client went away in the middle.
      if (!stream.readableEnded) drop()
    })
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > limits.maxBytes) over = smtpError(552, 'message exceeds the size limit')
      else if (held + chunk.length > limits.heldBytes) {
        over ??= smtpError(452, 'too much mail at once, try again later')
      }
      // Read on to the end, or the client never hears the refusal.
      if (over) return drop()
      chunks.push(chunk)
      kept += chunk.length
      held += chunk.length
    })
    stream.on('end', () => {
      clearTimeout(tooSlow)
      if (over) return done(over)
      options
        .ingest(Buffer.concat(chunks), envelopeOf(session))
        .then(
          () => done(),
          (error) => {
            options.log.error({ err: String(error) }, 'mail not taken')
            done(smtpError(451, 'temporary trouble, please try again'))
          },
        )
        .finally(drop)
    })
  }
}

/** Bounds how many connections one address holds at a time. */
function countByAddress(most: number) {
  const sessions = new Map<string, string>()
  const counts = new Map<string, number>()
  return {
    enter: ({ id, remoteAddress }: SMTPServerSession): boolean => {
      const count = counts.get(remoteAddress) ?? 0
      if (count >= most) return false
      sessions.set(id, remoteAddress)
      counts.set(remoteAddress, count + 1)
      return true
    },
    leave: ({ id }: SMTPServerSession): void => {
      const address = sessions.get(id)
      if (address === undefined) return
      sessions.delete(id)
      const count = (counts.get(address) ?? 1) - 1
      if (count === 0) counts.delete(address)
      else counts.set(address, count)
    },
  }
}

/** The desk's address, with or without a plus part, and the postmaster every host has (RFC 5321, 4.5.1). */
function isOurs(given: string, supportAddress: string): boolean {
  const address = given.toLowerCase()
  const domain = supportAddress.slice(supportAddress.lastIndexOf('@'))
  return (
    address.replace(/\+[^@]*@/, '@') === supportAddress ||
    address === 'postmaster' ||
    address === `postmaster${domain}`
  )
}

function envelopeOf(session: SMTPServerSession): MailEnvelope {
  const { mailFrom, rcptTo } = session.envelope
  return {
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map((to) => to.address),
    peer: { address: session.remoteAddress, helo: session.hostNameAppearsAs || '' },
  }
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
