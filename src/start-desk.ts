import { setTimeout as delay } from 'node:timers/promises'
import { Bot } from 'grammy'
import { Hono } from 'hono'
import { collectDefaultMetrics } from 'prom-client'
import { createAdminApp } from '../admin/app.tsx'
import { operationRoutes } from '../admin/http/operations.ts'
import { type Budgets, createBudgets, type Lane, withinBudgets } from '../bot/budgets.ts'
import { createBot, type SupportBot } from '../bot/create-bot.ts'
import { telegramGateway } from '../bot/deliver.ts'
import { telegramDownload } from '../bot/download.ts'
import { allowedUpdates, poll } from '../bot/poll.ts'
import { alertTeller } from '../bot/staff/alerts.ts'
import { topicGateway } from '../bot/staff/topics.ts'
import { withinTime } from '../bot/time-limit.ts'
import { webhookApp } from '../bot/webhook.ts'
import { anchorAudit } from './audit-anchor.ts'
import {
  type Foundation,
  type Given,
  layFoundation,
  listenHttp,
  sandboxDelivery,
  senderCheck,
  startMailIntake,
} from './compose-app.ts'
import { escalateCases } from './compromise/escalate-cases.ts'
import { deliver } from './delivery/deliver.ts'
import { checkSender } from './email/check-sender.ts'
import { mailGateway, sandboxTransport, smtpTransport } from './email/smtp-gateway.ts'
import { type FaqWriter, giveGroundedAnswer, queueGroundedAnswer } from './faq/answer-with-model.ts'
import { currentFaq } from './faq/current-index.ts'
import { solveLinked } from './incidents/solve-linked.ts'
import { watchIncidents } from './incidents/watch-incidents.ts'
import { type Handlers, startWorkers } from './jobs/work.ts'
import { leaderships, whileLeader } from './leadership.ts'
import { startLiveHub } from './live/hub.ts'
import { createPlatformApi } from './platform/api/app.ts'
import { deliverWebhook } from './platform/deliver-webhook.ts'
import { webhookGateway } from './platform/webhook-gateway.ts'
import { createChatPage } from './sandbox/chat-page.tsx'
import { createMailPage } from './sandbox/mail-page.tsx'
import { checkCalendar } from './sla/check-calendar.ts'
import { recomputeLimits } from './sla/recompute-limits.ts'
import { sweepLimits } from './sla/sweep-limits.ts'
import { createFirstAdminInvite } from './staff/create-first-admin-invite.ts'
import { dealTickets } from './staff/deal-tickets.ts'
import { handOverAbsent } from './staff/hand-over.ts'
import { announceAlert } from './staff-chat/announce-alert.ts'
import { showTicket } from './staff-chat/show-ticket.ts'
import { watchTickets } from './staff-chat/watch-tickets.ts'
import { sweepTariffs } from './tariffs/sweep-tariffs.ts'
import { storedTrouble } from './telegram/board.ts'
import { fetchAttachment } from './telegram/fetch-attachment.ts'
import {
  checkTelegram,
  type Pulse,
  readTelegramHealth,
  telegramPulse,
  type WebhookInfo,
} from './telegram/health.ts'
import { telegramMetrics } from './telegram/health-metrics.ts'
import { acknowledgeTicket } from './tickets/acknowledge-ticket.ts'
import { closeSilentTickets } from './tickets/close-silent-tickets.ts'
import { heedLaterWords } from './tickets/heed-later-words.ts'
import { releaseAcknowledgements } from './tickets/release-acknowledgements.ts'
import { createModelTriage } from './triage/llm.ts'
import { giveSecondOpinion, queueSecondOpinion } from './triage/second-opinion.ts'

/** Starts the roles that the configuration names, and returns when they serve. */
export async function startDesk(given: Given): Promise<void> {
  const { config, stops } = given
  // The port is taken first, so that a taken one is told at once; pages answer when all are mounted.
  let serving = startingApp()
  const server = await listenHttp(
    (request) => serving.fetch(request),
    config.http.host,
    config.http.port,
  )
  const origin = originOf(config.http.host, server)
  const base = await layFoundation(given, config.http.publicUrl ?? origin)
  stops.push(() => closeServer(server))
  const { ctx, sandbox } = base
  collectDefaultMetrics({ register: base.metrics })
  telegramMetrics(base.metrics, ctx)

  const token = config.telegram.token ?? '1:sandbox'
  const apiRoot = sandbox.telegram ? `${origin}/sandbox/bot-api` : config.telegram.apiRoot
  const pulse = telegramPulse(ctx, config.telegram.webhook ? 'webhook' : 'polling')
  const support = createBot(token, apiRoot, {
    ctx,
    quietMs: config.intakeQuietMs,
    supportEmail: config.mail.supportAddress,
    staffChatId: config.telegram.staffChatId,
    staffForum: config.telegram.staffForum
      ? { store: base.store, download: telegramDownload(() => support.bot.api, { apiRoot, token }) }
      : null,
    onUpdate: () => pulse.update(),
  })
  const budgets = createBudgets(config.telegram.sendsPerSecond)
  support.bot.api.config.use(withinBudgets(budgets, 'answer'))
  const smtp = config.roles.includes('mail') ? await startMailIntake(base) : null
  const app = new Hono()
  mountSandbox(app, base, smtp)
  const { webhook } = config.telegram
  if (config.roles.includes('bot') && webhook) {
    app.route('/telegram/webhook', webhookApp(support, webhook.secret))
  }
  await mountPages(app, base)
  serving = app
  if (config.roles.includes('worker')) await startWorker(base, token, apiRoot, budgets)
  if (config.roles.includes('bot')) startBot(base, support, pulse)
  await printBanner(base, origin, smtp)
  // Acknowledgements wait for the index; nothing else does.
  if (config.roles.includes('worker')) {
    currentFaq(ctx.db).catch((error) => ctx.log.warn({ err: String(error) }, 'FAQ index not built'))
  }
}

/** Where this machine reaches the server, also when it listens on every address or chose the port itself. */
function originOf(host: string, server: Awaited<ReturnType<typeof listenHttp>>): string {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

/** Alive, and not ready yet. */
function startingApp(): Hono {
  const app = new Hono()
  app.get('/healthz', (c) => c.text('ok'))
  app.all('*', (c) => c.text('starting', 503))
  return app
}

function mountSandbox(
  app: Hono,
  { sandbox, config, stops, ctx }: Foundation,
  smtp: string | null,
): void {
  const closing = new AbortController()
  stops.push(() => closing.abort())
  if (sandbox.telegram) {
    const { telegram } = sandbox
    app.route('/sandbox/bot-api', telegram.app)
    app.route(
      '/sandbox/telegram',
      createChatPage({ world: telegram.world, closing: closing.signal }),
    )
    stops.push(() => telegram.close())
  }
  if (sandbox.mailbox) {
    app.route(
      '/sandbox/mail',
      createMailPage({
        mailbox: sandbox.mailbox,
        deliver: sandboxDelivery(smtp),
        now: ctx.now,
        supportAddress: config.mail.supportAddress,
        closing: closing.signal,
      }),
    )
  }
}

async function startWorker(
  base: Foundation,
  token: string,
  apiRoot: string,
  budgets: Budgets,
): Promise<void> {
  const { ctx, config, sandbox, mail, store } = base
  const apiOf = (lane: Lane) => {
    const { api } = new Bot(token, { client: { apiRoot } })
    api.config.use(withinTime())
    api.config.use(withinBudgets(budgets, lane))
    return api
  }
  const api = apiOf('answer')
  const toMany = apiOf('broadcast')
  const { mailbox } = sandbox
  const transport =
    mailbox || config.mail.smtpUrl === null
      ? sandboxTransport((raw, envelope) => void mailbox?.store(raw, envelope, 'sent'))
      : smtpTransport(config.mail.smtpUrl, config.mail.dkim)
  const gatewaysOf = (lane: Lane) => ({
    telegram: telegramGateway(
      lane === 'answer' ? api : toMany,
      { faqBaseUrl: mail.faqBaseUrl, supportEmail: config.mail.supportAddress },
      store.get,
    ),
    email: mailGateway(transport, mail, ctx.now, store.get),
  })
  const gateways = { answer: gatewaysOf('answer'), broadcast: gatewaysOf('broadcast') }
  const download = telegramDownload(() => api, { apiRoot, token })
  const { staffChatId, staffForum } = config.telegram
  const tell =
    staffChatId === null
      ? null
      : alertTeller(api, { chatId: staffChatId, publicUrl: mail.publicUrl })
  const platform = config.webhook && webhookGateway(config.webhook, ctx.now)
  // Alerts go before what is shown in topics: these may wait.
  const forum =
    staffForum && staffChatId !== null
      ? topicGateway(toMany, { chatId: staffChatId, publicUrl: mail.publicUrl })
      : null
  const writer = config.model && {
    ...(await import('./triage/model-engine.ts')).startModelCalls(config.model, ctx.db, ctx.now),
    embeddingsModel: config.model.embeddingsModel,
  }
  await startWorkers(base.boss, ctx, {
    acknowledge: acknowledgeTicket,
    'heed-words': heedLaterWords,
    'release-acknowledgements': releaseAcknowledgements,
    ...(writer ? modelHandlers(writer) : {}),
    deliver: (jobCtx, payload) => deliver(jobCtx, gateways.answer, payload),
    'deliver-broadcast': (jobCtx, payload) => deliver(jobCtx, gateways.broadcast, payload),
    'fetch-attachment': (jobCtx, payload) => fetchAttachment(jobCtx, { store, download }, payload),
    'check-sender': (jobCtx, payload) => checkSender(jobCtx, senderCheck(base), payload),
    ...(forum ? { 'show-ticket': (jobCtx, payload) => showTicket(jobCtx, forum, payload) } : {}),
    'announce-alert': (jobCtx, payload) => announceAlert(jobCtx, { tell }, payload),
    'check-telegram': (jobCtx) => checkTelegram(jobCtx, { info: () => webhookInfo(api) }),
    'tell-platform': (jobCtx, payload) => deliverWebhook(jobCtx, platform, payload),
    'anchor-audit': (jobCtx) => anchorAudit(jobCtx),
    'escalate-cases': (jobCtx) => escalateCases(jobCtx),
    'sweep-limits': async (jobCtx) => void (await sweepLimits(jobCtx)),
    'sweep-tariffs': async (jobCtx) => void (await sweepTariffs(jobCtx)),
    'deal-tickets': async (jobCtx) => {
      await handOverAbsent(jobCtx)
      await dealTickets(jobCtx)
    },
    'close-silent': async (jobCtx) => void (await closeSilentTickets(jobCtx)),
    'check-calendar': checkCalendar,
    'watch-incidents': watchIncidents,
    'solve-linked': solveLinked,
    'recompute-limits': async (jobCtx) => void (await recomputeLimits(jobCtx)),
  })
  if (forum) startForum(base, forum.chatId)
}

/** One process of all watches for what the topics have to show. */
function startForum({ ctx, connection, stops }: Foundation, chatId: string): void {
  const stopping = new AbortController()
  const { sql } = connection
  const running = whileLeader(sql, leaderships.staffForum, stopping.signal, ctx.log, (signal) =>
    watchTickets(ctx, sql, chatId, signal),
  )
  stops.push(async () => {
    stopping.abort()
    await running
  })
}

/** With a model configured every acknowledged ticket gets its opinion and its answer, as jobs of their own. */
function modelHandlers(writer: FaqWriter): Handlers {
  const ask = createModelTriage(writer)
  return {
    acknowledge: async (ctx, payload) => {
      await acknowledgeTicket(ctx, payload)
      await queueSecondOpinion(ctx, payload)
      await queueGroundedAnswer(ctx, payload)
    },
    'faq-answer': (ctx, payload) => giveGroundedAnswer(ctx, writer, payload),
    'model-triage': (ctx, payload) => giveSecondOpinion(ctx, ask, payload),
  }
}

async function webhookInfo(api: Bot['api']): Promise<WebhookInfo> {
  const info = await api.getWebhookInfo()
  const at = info.last_error_date
  return {
    pending: info.pending_update_count,
    lastError: info.last_error_message ?? null,
    lastErrorAt: at === undefined ? null : new Date(at * 1000),
  }
}

/** Waits for Telegram in the background: the desk runs on while it cannot be reached. */
function startBot(base: Foundation, support: SupportBot, pulse: Pulse): void {
  const { config, ctx, connection, stops } = base
  const stopping = new AbortController()
  const { webhook } = config.telegram
  const running = (async () => {
    while (!stopping.signal.aborted) {
      try {
        // grammY's types name the polyfill of old Node versions.
        await support.bot.init(stopping.signal as unknown as Parameters<Bot['init']>[0])
        await support.announceCommands()
        if (webhook) {
          await support.bot.api.setWebhook(webhook.url, {
            secret_token: webhook.secret,
            allowed_updates: allowedUpdates,
          })
          return
        }
        await support.bot.api.deleteWebhook()
        break
      } catch (error) {
        ctx.log.warn(
          { err: error instanceof Error ? error.name : 'unknown' },
          'Telegram not reached',
        )
        await delay(2000, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
    await whileLeader(
      connection.sql,
      leaderships.telegramPolling,
      stopping.signal,
      ctx.log,
      (signal) =>
        poll(support.bot, { signal, log: ctx.log, handle: support.handle, seen: pulse.seen }),
    )
  })()
  stops.push(async () => {
    stopping.abort()
    await running
  })
}

/** For whoever watches; trouble with Telegram is no reason to take the panel out of service. */
async function telegramState(ctx: Foundation['ctx']): Promise<string> {
  const health = await readTelegramHealth(ctx.db)
  if (health === null || health.pending === null) return 'not checked yet'
  return storedTrouble(health, ctx.now()) ?? 'ok'
}

async function mountPages(app: Hono, base: Foundation): Promise<void> {
  const { config, ctx, connection, mail, store, metrics, stops } = base
  const operation = {
    health: async () => {
      const database = await connection.sql`select 1`.then(() => 'ok').catch(() => 'unreachable')
      const telegram = await telegramState(ctx).catch(() => 'unknown')
      return { ok: database === 'ok', checks: { database, telegram } }
    },
    metrics: () => metrics.metrics(),
  }
  if (!config.roles.includes('admin')) {
    operationRoutes(app, operation)
    return
  }
  const hub = await startLiveHub(connection.sql, ctx.log)
  stops.push(() => hub.close())
  const admin = createAdminApp({
    ctx,
    hub,
    config: {
      publicUrl: mail.publicUrl,
      secretKey: mail.secretKey,
      supportAddress: config.mail.supportAddress,
      ...(config.webhook
        ? {
            webhook: { url: addressOf(config.webhook.url), secrets: config.webhook.secrets.length },
          }
        : {}),
    },
    attachments: { ...store, open: store.get },
    mail,
    ...operation,
  })
  app.route('/api/v1', createPlatformApi({ ctx, environmentKey: config.platformApiKey }))
  app.mount('/', admin.fetch)
}

/** Without what may be a secret in it. */
function addressOf(url: string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}

async function printBanner(base: Foundation, origin: string, smtp: string | null): Promise<void> {
  const { config, ctx, sandbox } = base
  const lines: [string, string][] = []
  if (config.roles.includes('admin')) {
    lines.push(['panel', `${origin}/desk`])
    const invite = await createFirstAdminInvite({
      ...ctx,
      actor: { kind: 'system', name: 'start' },
    })
    if (invite)
      lines.push(['first administrator, one-time link', `${origin}/desk/welcome/${invite.token}`])
    if (sandbox.telegram) lines.push(['Telegram sandbox', `${origin}/sandbox/telegram`])
    if (sandbox.mailbox) lines.push(['mail sandbox', `${origin}/sandbox/mail`])
  }
  if (smtp) lines.push(['mail receiver', `smtp://${smtp}`])
  lines.push(['health', `${origin}/readyz`])
  const rows = lines.map(([name, address]) => `  ${`${name}:`.padEnd(36)}${address}\n`)
  process.stdout.write(`kense-support is ready\n${rows.join('')}`)
}

function closeServer(server: Awaited<ReturnType<typeof listenHttp>>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
