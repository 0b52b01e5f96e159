import { and, asc, eq, gte, isNotNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { compromiseReport } from '../../db/schema/compromise.ts'
import { identity } from '../../db/schema/people.ts'
import { messageAssurance } from '../../db/schema/senders.ts'
import { message } from '../../db/schema/tickets.ts'
import { inbound } from '../../db/schema/transport.ts'
import { parseIinBin } from '../clients/iin-bin.ts'
import type { Ctx } from '../context.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import type { TriageResult } from '../triage/types.ts'
import { reportCompromiseIn } from './report-compromise.ts'
import type { ReportCompromiseInput } from './report-input.ts'
import { senderNotJudgedYet } from './reporter-verified.ts'

const evidenceOf = {
  telegram: 'telegram_update',
  phone: 'call_time',
  web: 'web_request',
} as const

/**
 * A notice of compromise recognised in free text (R64) becomes a case like any other; `since` names the later
 * message that told it. Returns false for a ticket without an original. Recognised with doubt, it never closes
 * anything by itself.
 */
export async function reportFromTicket(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  result: Pick<TriageResult, 'intent' | 'evidence'> & Pick<ReportCompromiseInput, 'cause'>,
  since?: Date,
): Promise<boolean> {
  const before = await tx.$count(compromiseReport, eq(compromiseReport.ticketId, current.id))
  if (before > 0) return true
  const said = await tx
    .select({
      body: message.body,
      inboundId: message.inboundId,
      envelope: inbound.envelope,
      identity,
      messageAssurance,
    })
    .from(message)
    .innerJoin(identity, eq(identity.id, message.identityId))
    .innerJoin(inbound, eq(inbound.id, message.inboundId))
    .leftJoin(messageAssurance, eq(messageAssurance.messageId, message.id))
    .where(
      and(
        eq(message.ticketId, current.id),
        eq(message.author, 'client'),
        isNotNull(message.inboundId),
        since === undefined ? undefined : gte(message.createdAt, since),
      ),
    )
    .orderBy(asc(message.createdAt), asc(message.id))
  const [first] = said
  if (!first?.inboundId) return false
  // Behind a button people speak of their own key, and are asked whose it is.
  const declared = result.evidence.some(({ rule }) => rule === 'client_declared')
  const doubtful = result.evidence.some(({ rule }) => rule === 'compromise_doubt')
  const text = said.map(({ body }) => body).join('\n')
  await reportCompromiseIn(ctx, tx, {
    channel: current.channel,
    receivedAt: since ?? current.receivedAt,
    evidence:
      current.channel === 'email'
        ? // A mail read from a mailbox has no SMTP envelope of ours.
          first.envelope === null
          ? 'imap_internaldate'
          : 'smtp_receipt'
        : evidenceOf[current.channel],
    original: { inboundId: first.inboundId },
    reporter: { identityId: first.identity.id },
    ...belief(first, doubtful),
    ticketId: current.id,
    kind: result.intent === 'access_compromise' ? 'access' : 'key',
    cause: result.cause ?? 'other',
    happened: text,
    locale: current.locale,
    ...(declared ? { holder: { who: 'self' } } : {}),
    ...numbersIn(text, ctx.now()),
  })
  return true
}

function belief(
  first: {
    identity: typeof identity.$inferSelect
    messageAssurance: typeof messageAssurance.$inferSelect | null
  },
  doubtful: boolean,
): Pick<ReportCompromiseInput, 'assurance' | 'assuranceReason'> {
  if (doubtful) return { assurance: 'claimed', assuranceReason: 'recognised with doubt' }
  const { assurance, channel } = first.identity
  if (channel === 'telegram') return { assurance, assuranceReason: first.identity.established }
  if (channel !== 'email') return { assurance: 'claimed', assuranceReason: 'not verified' }
  const judged = first.messageAssurance
  return judged === null
    ? { assurance: 'claimed', assuranceReason: senderNotJudgedYet }
    : { assurance: judged.level, assuranceReason: judged.reason }
}

/** The client's number and the holder's IIN, where the text names them. */
function numbersIn(text: string, now: Date): Pick<ReportCompromiseInput, 'number' | 'holder'> {
  const found = (text.match(/(?<!\d)\d{6}[ -]?\d{6}(?!\d)/g) ?? []).flatMap((typed) => {
    const parsed = parseIinBin(typed, now)
    return parsed.ok ? [parsed] : []
  })
  const bin = found.find(({ kind }) => kind === 'bin')
  const iin = found.find(({ kind }) => kind === 'iin')
  return {
    number: (bin ?? iin)?.value ?? '',
    ...(bin && iin ? { holder: { who: 'other', name: '', iin: iin.value } } : {}),
  }
}

/** In the chat the reporter says whose key it is, himself or somebody by name and number. */
export async function reportHolder(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  whose: { self: true } | { said: string },
): Promise<void> {
  const [reporter] = await tx.select().from(identity).where(eq(identity.id, current.identityId))
  if (!reporter) return
  await reportCompromiseIn(ctx, tx, {
    channel: current.channel,
    receivedAt: current.receivedAt,
    evidence: 'telegram_update',
    original: { raw: { whose, ticketId: current.id } },
    reporter: { identityId: reporter.id },
    assurance: reporter.assurance,
    assuranceReason: reporter.established,
    ticketId: current.id,
    kind: current.intent === 'access_compromise' ? 'access' : 'key',
    locale: current.locale,
    answer: false,
    ...('self' in whose ? { holder: { who: 'self' } } : holderSaid(whose.said, ctx.now())),
  })
}

function holderSaid(text: string, now: Date): Pick<ReportCompromiseInput, 'number' | 'holder'> {
  const { number = '', holder } = numbersIn(text, now)
  const only = parseIinBin(number, now)
  const isPerson = only.ok && only.kind === 'iin'
  return {
    number: isPerson ? '' : number,
    holder: {
      who: 'other',
      name: text
        .replace(/[\d-]{6,}/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
      iin: holder?.iin ?? (isPerson ? number : ''),
    },
  }
}
