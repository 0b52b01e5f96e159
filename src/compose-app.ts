import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { resolve } from 'node:path'
import { serve } from '@hono/node-server'
import nodemailer from 'nodemailer'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import { connect } from '../db/client.ts'
import { migrateDatabase } from '../db/migrate.ts'
import { StartFault } from '../db/start-fault.ts'
import type { Config } from './config.ts'
import type { Ctx } from './context.ts'
import type { SenderCheck } from './email/check-sender.ts'
import type { MailSink } from './email/imap-session.ts'
import { ingestMail } from './email/ingest-mail.ts'
import { type MailSettings, mailSettingsOf } from './email/mail-settings.ts'
import { setMailAside } from './email/set-aside.ts'
import { defaultReceiverLimits, startSmtpReceiver } from './email/smtp-receiver.ts'
import { jobSender, startBoss } from './jobs/boss.ts'
import { leaderships, whileLeader } from './leadership.ts'
import type { Log } from './log.ts'
import { createSandboxMailbox, type SandboxMailbox } from './sandbox/mailbox.ts'
import { createTelegramSandbox, type TelegramSandbox } from './sandbox/telegram/sandbox.ts'
import { secretKey } from './secret-key.ts'
import { seedDatabase } from './seed.ts'
import { setDefaults } from './settings/set-defaults.ts'
import { zoneFaults } from './sla/self-test.ts'
import type { BlobStore } from './storage/blob-store.ts'
import { openBlobStore } from './storage/open-store.ts'
import { createVault } from './vault.ts'

/** What is known before anything is started. */
export type Given = {
  config: Config
  /** Of the database, which is up. */
  url: string
  now: () => Date
  log: Log
  /** Run in reverse order at the end. */
  stops: (() => Promise<void> | void)[]
}

/** What every role stands on: database, queue, stores, settings, and the list of what to stop. */
export type Foundation = {
  config: Config
  ctx: Ctx
  connection: ReturnType<typeof connect>
  boss: Awaited<ReturnType<typeof startBoss>>
  store: BlobStore
  mail: MailSettings
  sandbox: { telegram: TelegramSandbox | null; mailbox: SandboxMailbox | null }
  metrics: Registry
  stops: Given['stops']
}

/** `publicUrl` is the base of links in messages. */
export async function layFoundation(
  { config, url, now, log, stops }: Given,
  publicUrl: string,
): Promise<Foundation> {
  const faults = zoneFaults()
  if (faults.length > 0)
    throw new StartFault(`the time zone data of this Node is wrong: ${faults.join('; ')}`)
  const dataDir = resolve(config.dataDir)
  await migrateDatabase(url)
  const connection = connect(url, 10)
  stops.push(() => connection.close())
  await seedDatabase(connection.db, now())
  await setDefaults(connection.db, { compromiseUnverified: config.compromiseUnverified }, now())
  const boss = await startBoss(url, log, config.roles.includes('worker'))
  stops.push(() => boss.stop({ graceful: true, timeout: 3000 }))
  const key = secretKey(config.secretKey, dataDir)
  return {
    config,
    ctx: {
      db: connection.db,
      jobs: jobSender(boss),
      actor: { kind: 'system', name: 'intake' },
      now,
      newId: uuidv7,
      vault: createVault(key, ...config.previousSecretKeys),
      log,
    },
    connection,
    boss,
    store: openBlobStore(config, dataDir),
    mail: mailSettingsOf(config, key, publicUrl),
    sandbox: {
      telegram: config.telegram.token === null ? createTelegramSandbox({ now }) : null,
      mailbox: config.mail.smtpUrl === null ? createSandboxMailbox({ now }) : null,
    },
    metrics: new Registry(),
    stops,
  }
}

/** How mails are checked. With the sandbox mailbox nothing outside this machine is asked. */
export function senderCheck({ config, store, mail }: Foundation): SenderCheck {
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  return {
    store,
    resolve: config.mail.smtpUrl === null ? null : (name, type) => resolver.resolve(name, type),
    trustedAuthservId: config.mail.trustedAuthservId ?? '',
    mta: mail.messageIdDomain,
  }
}

/** Serves requests; a taken port is told in one sentence. */
export async function listenHttp(
  answer: (request: Request) => Response | Promise<Response>,
  host: string,
  port: number,
): Promise<Server> {
  const server = serve({ fetch: answer, hostname: host, port }) as Server
  // `once` rejects with the server's own error.
  await once(server, 'listening').catch((error) => {
    throw portError(error, 'HTTP_PORT', host, port)
  })
  return server
}

const listenFaults: Record<string, string> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'needs the rights of an administrator',
  EADDRNOTAVAIL: 'is no address of this machine',
  ENOTFOUND: 'is no address of this machine',
}

function portError(error: unknown, variable: string, host: string, port: number): unknown {
  const fault = listenFaults[(error as NodeJS.ErrnoException).code ?? '']
  return fault === undefined ? error : new StartFault(`${variable}: ${host}:${port} ${fault}`)
}

/** The mail role: the built-in receiver, if it listens, and the mailbox, if there is one to read. */
export async function startMailIntake(base: Foundation): Promise<string | null> {
  startMailbox(base)
  const { listen, maxBytes, tls } = base.config.mail
  if (listen === null) return null
  const receiver = await startSmtpReceiver({
    ...listen,
    supportAddress: base.config.mail.supportAddress,
    ingest: (raw, envelope) => ingest(base, { raw, envelope, receivedAt: base.ctx.now() }),
    limits: { maxBytes, heldBytes: Math.max(maxBytes * 4, defaultReceiverLimits.heldBytes) },
    tls: tls && { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) },
    log: base.ctx.log,
  }).catch((error) => {
    throw portError(error, 'SMTP_LISTEN', listen.host, listen.port)
  })
  base.stops.push(() => receiver.close())
  return `${listen.host}:${receiver.port}`
}

async function ingest(base: Foundation, mail: Parameters<typeof ingestMail>[2]): Promise<void> {
  await ingestMail(base.ctx, { store: base.store, settings: base.mail }, mail)
}

/** One process of all reads the mailbox; another takes over when it ends. */
function startMailbox(base: Foundation): void {
  const { config, connection, ctx, store } = base
  const { imap } = config.mail
  if (imap === null) return
  const stopping = new AbortController()
  const sink: MailSink = {
    take: (raw, receivedAt) => ingest(base, { raw, envelope: null, receivedAt }),
    setAside: (raw, receivedAt, error) => setMailAside(ctx, store, { raw, receivedAt, error }),
  }
  const running = whileLeader(
    connection.sql,
    leaderships.imap,
    stopping.signal,
    ctx.log,
    async (signal) => {
      const { runImapSource } = await import('./email/imap-source.ts')
      await runImapSource(ctx, imap, sink, signal)
    },
  )
  base.stops.push(async () => {
    stopping.abort()
    await running
  })
}

/** The sandbox mailbox page hands what one writes there to our own receiver, over real SMTP. */
export function sandboxDelivery(smtp: string | null) {
  return async (raw: Buffer, envelope: { from: string; to: string[] }): Promise<void> => {
    if (smtp === null) throw new Error('the built-in receiver is off: set SMTP_LISTEN')
    const [host = '', port = ''] = smtp.split(/:(?=\d+$)/)
    const transport = nodemailer.createTransport({ host, port: Number(port), ignoreTLS: true })
    await transport.sendMail({ raw, envelope })
    transport.close()
  }
}
