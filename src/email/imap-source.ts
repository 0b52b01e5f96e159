import { setTimeout as delay } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'
import { raiseAlert } from '../alerts/raise-alert.ts'
import { type Ctx, inTx } from '../context.ts'
import { accessTokens } from './access-token.ts'
import { type ImapSession, type MailSink, readMailbox } from './imap-session.ts'
import { type ImapCredential, type ImapSettings, mailboxName } from './imap-settings.ts'

const longestPauseMs = 60_000
/** Failures in a row before staff are told: about a minute. */
const failuresToTell = 6

/**
 * Reads a mailbox until `signal` aborts: connects anew after every trouble, later each time, and then takes
 * what came meanwhile. Only the process that leads may call it.
 */
export async function runImapSource(
  ctx: Ctx,
  settings: ImapSettings,
  sink: MailSink,
  signal: AbortSignal,
  firstPauseMs = 1000,
): Promise<void> {
  const login = loginOf(settings.credential, ctx.now)
  let failures = 0
  const session: ImapSession = {
    name: mailboxName(settings),
    mailbox: settings.mailbox,
    moveTo: settings.moveTo,
    sink,
    stuck: { uid: 0, times: 0 },
    onCaughtUp: () => {
      failures = 0
    },
  }
  while (!signal.aborted) {
    try {
      await connectAndRead(ctx, settings, await login(), session, signal)
    } catch (error) {
      if (signal.aborted) return
      failures += 1
      const refused = (error as { authenticationFailed?: boolean }).authenticationFailed === true
      ctx.log.warn({ err: reasonOf(error), refused, failures }, 'mailbox not read')
      if (refused || failures >= failuresToTell) await tellStaff(ctx, settings, refused)
    }
    await delay(pauseMs(firstPauseMs, failures), undefined, { signal }).catch(() => {})
  }
}

type Login = { pass: string } | { accessToken: string }

function loginOf(credential: ImapCredential, now: () => Date): () => Promise<Login> {
  if (credential.kind === 'password') return async () => ({ pass: credential.password })
  if (credential.kind === 'access-token') {
    return async () => ({ accessToken: credential.accessToken })
  }
  const tokens = accessTokens(credential.refresh, now)
  return async () => ({ accessToken: await tokens() })
}

async function connectAndRead(
  ctx: Ctx,
  settings: ImapSettings,
  login: Login,
  session: ImapSession,
  signal: AbortSignal,
): Promise<void> {
  const client = new ImapFlow({
    host: settings.host,
    port: settings.port,
    secure: settings.secure,
    ...(settings.secure || isLoopback(settings.host) ? {} : { doSTARTTLS: true }),
    auth: { user: settings.user, ...login },
    logger: false,
    disableAutoIdle: true,
    // Servers drop an IDLE after 29 minutes, some proxies much earlier.
    maxIdleTime: 4 * 60_000,
    connectionTimeout: 20_000,
    socketTimeout: 5 * 60_000,
    maxLiteralSize: 128 * 1024 * 1024,
  })
  let trouble: Error | null = null
  client.on('error', (error) => {
    trouble = error
  })
  const stop = () => client.close()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await client.connect()
    await readMailbox(ctx, client, session, signal)
    if (trouble) throw trouble
  } finally {
    signal.removeEventListener('abort', stop)
    client.close()
  }
}

function pauseMs(firstPauseMs: number, failures: number): number {
  return Math.min(firstPauseMs * 2 ** Math.max(0, failures - 1), longestPauseMs)
}

async function tellStaff(ctx: Ctx, settings: ImapSettings, refused: boolean): Promise<void> {
  await inTx(ctx, (tx) =>
    raiseAlert(ctx, tx, {
      kind: 'mail_intake_down',
      severity: 'critical',
      key: `imap:${mailboxName(settings)}`,
      data: { refused: refused ? 1 : 0 },
    }),
  ).catch((error) => ctx.log.error({ err: String(error) }, 'alert not raised'))
}

function reasonOf(error: unknown): string {
  const { code, responseStatus } = error as { code?: string; responseStatus?: string }
  return [error instanceof Error ? error.name : 'Error', code, responseStatus]
    .filter((part) => part !== undefined)
    .join(' ')
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host)
}
