import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { abuseRoutes } from './abuse/abuse.tsx'
import { alertRoutes } from './alerts/alerts.tsx'
import { clientCardRoutes } from './clients/card.tsx'
import { clientRoutes } from './clients/clients.tsx'
import { importPath, importRoutes } from './clients/import.tsx'
import { mergeRoutes } from './clients/merge.tsx'
import { caseRoutes } from './compromise/case.tsx'
import { registerRoutes } from './compromise/register.tsx'
import { compromiseReportRoutes } from './compromise/report.tsx'
import type { AdminDeps, DeskEnv } from './deps.ts'
import { faqArticleRoutes } from './faq/article.tsx'
import { faqListRoutes } from './faq/list.tsx'
import { faqReceiptRoutes } from './faq/receipt.tsx'
import { errorHandler, notFound } from './http/errors.tsx'
import { tooLarge } from './http/forms.ts'
import { operationRoutes } from './http/operations.ts'
import { hideRestricted } from './http/restricted.ts'
import { securityHeaders } from './http/security-headers.ts'
import { requireSession } from './http/session.ts'
import { announcementRoutes } from './incidents/announcements.tsx'
import { incidentPageRoutes } from './incidents/incident.tsx'
import { incidentRoutes } from './incidents/incidents.tsx'
import { releaseRoutes } from './incidents/releases.tsx'
import { incidentRuleRoutes } from './incidents/rules.tsx'
import { quarantineRoutes } from './mail/quarantine.tsx'
import { platformRoutes } from './platform/platform.tsx'
import { publicCompromiseRoutes } from './public/compromise.tsx'
import { helpRoutes } from './public/help.tsx'
import { landingRoutes } from './public/landing.tsx'
import { rateRoutes } from './public/rate.tsx'
import { statusRoutes } from './public/status.tsx'
import { oneClickRoute, subscriptionRoutes } from './public/subscription.tsx'
import { publicTariffRoutes } from './public/tariffs.tsx'
import { reportRoutes } from './reports/reports.tsx'
import { settingsRoutes } from './settings/settings.tsx'
import { calendarRoutes } from './sla/calendar.tsx'
import { explainRoutes } from './sla/explain.tsx'
import { limitRoutes } from './sla/limits.tsx'
import { accountRoutes } from './staff/account.tsx'
import { rolesRoutes } from './staff/roles.tsx'
import { secondStepRoutes } from './staff/second-step.tsx'
import { signInRoutes } from './staff/sign-in.tsx'
import { staffRoutes } from './staff/staff.tsx'
import { teamRoutes } from './staff/team.tsx'
import { ownTelegramRoutes } from './staff/telegram.tsx'
import { totpRoutes } from './staff/totp.tsx'
import { welcomeRoutes } from './staff/welcome.tsx'
import { tariffListRoutes } from './tariffs/list.tsx'
import { promotionRoutes } from './tariffs/promotion.tsx'
import { tariffRoutes } from './tariffs/tariff.tsx'
import { telegramRoutes } from './telegram/health.tsx'
import { changeReplyRoutes } from './tickets/change-reply.tsx'
import { eventRoutes } from './tickets/events.ts'
import { fileRoutes } from './tickets/files.ts'
import { originalRoutes } from './tickets/original.tsx'
import { phoneRoutes } from './tickets/phone.tsx'
import { queueRoutes } from './tickets/queue.tsx'
import { relateRoutes } from './tickets/relate.tsx'
import { ticketRoutes, uploadPath } from './tickets/ticket.tsx'
import { undeliveredRoutes } from './tickets/undelivered.tsx'
import { qualityRoutes } from './triage/quality.tsx'
import { serveAssets } from './ui/assets.ts'

/** Twenty thousand characters in the worst spelling of a form. */
const bodyBytes = 512 * 1024

/** These have limits of their own, behind the sign-in. */
const carriesFiles = (path: string) => uploadPath.test(path) || path === importPath

/** The public pages at `/`, the staff's desk at `/desk`. Starts nothing by itself. */
export function createAdminApp(deps: AdminDeps): Hono {
  const app = new Hono()
  const publicOrigin = new URL(deps.config.publicUrl).origin
  app.onError(errorHandler(deps))
  app.notFound(notFound)
  app.use(securityHeaders(deps.config.publicUrl))
  const small = bodyLimit({ maxSize: bodyBytes, onError: tooLarge })
  app.use((c, next) => (carriesFiles(c.req.path) ? next() : small(c, next)))
  // Behind a proxy the request names another origin than the browser does.
  oneClickRoute(app, deps)
  app.use(
    csrf({
      origin: (origin, c) => origin === publicOrigin || origin === new URL(c.req.url).origin,
    }),
  )
  serveAssets(app)
  operationRoutes(app, deps)
  landingRoutes(app, deps)
  helpRoutes(app, deps)
  statusRoutes(app, deps)
  subscriptionRoutes(app, deps)
  rateRoutes(app, deps)
  publicTariffRoutes(app, deps)
  publicCompromiseRoutes(app, deps)
  signInRoutes(app, deps)
  secondStepRoutes(app, deps)
  welcomeRoutes(app, deps)
  app.route('/desk', deskApp(deps))
  return app
}

function deskApp(deps: AdminDeps): Hono<DeskEnv> {
  const desk = new Hono<DeskEnv>()
  desk.use(requireSession(deps))
  for (const path of ['/tickets/:number', '/tickets/:number/*']) {
    desk.use(path, hideRestricted('number'))
  }
  desk.use('/files/:id', hideRestricted('fileId'))
  for (const path of ['/mails/:id', '/mails/:id/*']) desk.use(path, hideRestricted('messageId'))
  queueRoutes(desk)
  phoneRoutes(desk)
  undeliveredRoutes(desk)
  quarantineRoutes(desk, deps)
  alertRoutes(desk)
  importRoutes(desk)
  clientRoutes(desk)
  clientCardRoutes(desk)
  mergeRoutes(desk)
  tariffListRoutes(desk)
  tariffRoutes(desk)
  promotionRoutes(desk)
  abuseRoutes(desk)
  registerRoutes(desk)
  compromiseReportRoutes(desk)
  caseRoutes(desk)
  incidentRoutes(desk)
  releaseRoutes(desk)
  incidentRuleRoutes(desk)
  incidentPageRoutes(desk)
  announcementRoutes(desk)
  calendarRoutes(desk)
  limitRoutes(desk)
  explainRoutes(desk)
  ticketRoutes(desk, deps)
  relateRoutes(desk)
  changeReplyRoutes(desk)
  telegramRoutes(desk)
  fileRoutes(desk, deps)
  originalRoutes(desk, deps)
  eventRoutes(desk, deps)
  qualityRoutes(desk)
  reportRoutes(desk)
  faqListRoutes(desk)
  faqReceiptRoutes(desk)
  faqArticleRoutes(desk)
  settingsRoutes(desk)
  platformRoutes(desk, deps)
  staffRoutes(desk, deps)
  teamRoutes(desk)
  accountRoutes(desk, deps)
  totpRoutes(desk)
  ownTelegramRoutes(desk)
  rolesRoutes(desk)
  return desk
}
