import { anchorAudit } from '../../src/audit-anchor.ts'
import { rotateKey } from '../../src/clients/rotate-key.ts'
import { escalateCases } from '../../src/compromise/escalate-cases.ts'
import { deliver } from '../../src/delivery/deliver.ts'
import { checkSender } from '../../src/email/check-sender.ts'
import { ingestMail } from '../../src/email/ingest-mail.ts'
import { giveGroundedAnswer, queueGroundedAnswer } from '../../src/faq/answer-with-model.ts'
import { askSubscription } from '../../src/incidents/ask-subscription.ts'
import { setSubscription } from '../../src/incidents/set-subscription.ts'
import { solveLinked } from '../../src/incidents/solve-linked.ts'
import { watchIncidents } from '../../src/incidents/watch-incidents.ts'
import { deliverWebhook } from '../../src/platform/deliver-webhook.ts'
import { checkCalendar } from '../../src/sla/check-calendar.ts'
import { recomputeLimits } from '../../src/sla/recompute-limits.ts'
import { sweepLimits } from '../../src/sla/sweep-limits.ts'
import { createFirstAdminInvite } from '../../src/staff/create-first-admin-invite.ts'
import { dealTickets } from '../../src/staff/deal-tickets.ts'
import { handOverAbsent } from '../../src/staff/hand-over.ts'
import { showTicket } from '../../src/staff-chat/show-ticket.ts'
import { chooseTariff } from '../../src/tariffs/choose-tariff.ts'
import { expireSubscription } from '../../src/tariffs/expire-subscription.ts'
import { remindOfEnd } from '../../src/tariffs/remind-of-end.ts'
import { fetchAttachment } from '../../src/telegram/fetch-attachment.ts'
import { checkTelegram } from '../../src/telegram/health.ts'
import { acknowledgeTicket } from '../../src/tickets/acknowledge-ticket.ts'
import { closeSilentTickets } from '../../src/tickets/close-silent-tickets.ts'
import { heedLaterWords } from '../../src/tickets/heed-later-words.ts'
import { releaseAcknowledgements } from '../../src/tickets/release-acknowledgements.ts'
import { giveSecondOpinion, queueSecondOpinion } from '../../src/triage/second-opinion.ts'
import { clientVerbs } from './client-verbs.ts'
import { deskVerbs } from './desk-verbs.ts'
import { staffVerbs } from './staff-verbs.ts'
import { ticketVerbs } from './ticket-verbs.ts'
import type { Verb } from './verb.ts'

/** Every write verb with its contract. A new verb goes into the list of its subject. */
export const verbs: Verb[] = [...ticketVerbs, ...clientVerbs, ...staffVerbs, ...deskVerbs]

type Job = (ctx: never, ...rest: never[]) => Promise<unknown>

/** Work that only the system does, by module. A new job goes here. */
export const jobs: [string, Job][] = [
  ['staff/deal-tickets', dealTickets],
  ['staff/hand-over', handOverAbsent],
  ['audit-anchor', anchorAudit],
  ['clients/rotate-key', rotateKey],
  ['compromise/escalate-cases', escalateCases],
  ['delivery/deliver', deliver],
  ['email/check-sender', checkSender],
  ['email/ingest-mail', ingestMail],
  ['faq/answer-with-model', giveGroundedAnswer],
  ['faq/answer-with-model', queueGroundedAnswer],
  ['incidents/ask-subscription', askSubscription],
  ['incidents/set-subscription', setSubscription],
  ['incidents/solve-linked', solveLinked],
  ['incidents/watch-incidents', watchIncidents],
  ['platform/deliver-webhook', deliverWebhook],
  ['sla/check-calendar', checkCalendar],
  ['sla/recompute-limits', recomputeLimits],
  ['sla/sweep-limits', sweepLimits],
  ['staff-chat/show-ticket', showTicket],
  ['staff/create-first-admin-invite', createFirstAdminInvite],
  ['tariffs/choose-tariff', chooseTariff],
  ['tariffs/expire-subscription', expireSubscription],
  ['tariffs/remind-of-end', remindOfEnd],
  ['telegram/fetch-attachment', fetchAttachment],
  ['telegram/health', checkTelegram],
  ['tickets/acknowledge-ticket', acknowledgeTicket],
  ['tickets/close-silent-tickets', closeSilentTickets],
  ['tickets/heed-later-words', heedLaterWords],
  ['tickets/release-acknowledgements', releaseAcknowledgements],
  ['triage/second-opinion', giveSecondOpinion],
  ['triage/second-opinion', queueSecondOpinion],
]

/**
 * Writers that are neither: acts of the owner of a chat or a link, who is known by it, parts of intake, and the
 * bookkeeping of sessions. Their own tests prove them.
 */
export const otherWriters: string[] = [
  'clients/email-code linkByEmailCode',
  'clients/email-code sendEmailCode',
  'clients/link-by-phone linkByPhone',
  'clients/link-by-token linkByToken',
  'compromise/report-compromise reportCompromise',
  'conversation/answer-compromise answerCompromise',
  'conversation/answer-fact answerFact',
  'conversation/answer-faq-offer answerFaqOffer',
  'conversation/answer-organisation answerOrganisation',
  'conversation/ask-in-chat askInChat',
  'conversation/declare-compromise declareCompromise',
  'conversation/focus focusOn',
  'conversation/move-words moveWords',
  'conversation/open-compromise openCompromise',
  'conversation/open-from-button openFromButton',
  'conversation/react-to-answer reactToAnswer',
  'conversation/say-later sayLater',
  'conversation/service-hours serviceHours',
  'conversation/split-ticket splitTicket',
  'delivery/claim claimOutbound',
  'email/imap-cursor loadCursor',
  'email/imap-cursor saveCursor',
  'email/imap-source runImapSource',
  'email/replay-mail replayMail',
  'email/set-aside setMailAside',
  'faq/meaning nearestByMeaning',
  'incidents/subscribe-chat subscribeChat',
  'people/set-reachability setReachability',
  'platform/answer-once answerOnce',
  'staff-chat/link-staff linkStaffTelegram',
  'staff-chat/watch-tickets watchTickets',
  'staff/accept-invite acceptInvite',
  'staff/session findSession',
  'staff/sign-in startSession',
  'staff/sign-in-brake countAttempt',
  'staff/sign-in-brake forgetFailures',
  'staff/sign-out signOut',
  'telegram/chat setTelegramLocale',
  'telegram/chat telegramCustomer',
  'telegram/edit-message editTelegramMessage',
  'telegram/quarantine-update quarantineUpdate',
]
