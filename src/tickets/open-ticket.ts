import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { ticket, ticketParticipant } from '../../db/schema/tickets.ts'
import { insertLinks, nextLink } from '../audit.ts'
import type { Ctx } from '../context.ts'
import type { Locale } from '../i18n/locale.ts'
import { enqueueAll } from '../jobs/enqueue.ts'
import type { Channel, Identity } from '../people/identify-sender.ts'
import { newestPolicyVersion } from '../sla/current-rules.ts'
import { maskSecrets } from '../text/mask.ts'
import { together } from '../together.ts'
import type { Ticket } from './load-ticket.ts'
import { makeTicketNumber } from './ticket-number.ts'
import { insertMessages, makeMessage, type NewAttachment } from './write-message.ts'

export type OpenTicketInput = {
  sender: Identity
  channel: Channel
  locale: Locale
  subject: string
  body: string
  receivedAt: Date
  /** Further messages until then belong to the same burst (`INTAKE_QUIET_MS`); 0 for mail. */
  quietMs: number
  inboundId?: string
  refs?: string[]
  attachments?: NewAttachment[]
  /** Why a new ticket and not an old one: shown on the ticket. */
  because?: string
  /** What staff should look at: two IDs in the subject, an ID of another ticket. */
  hints?: readonly string[]
}

export type OpenedTicket = { ticket: Ticket; messageId: string; attachmentIds: string[] }

const subjectLimit = 200

/**
 * Registers a request within the caller's transaction: ticket with its ID, message, audit link and the
 * queued job that will acknowledge it (Annex 1, 4.3). Never refuses for number or speed (1.3).
 */
export function openTicket(
  ctx: Ctx,
  tx: Transaction,
  input: OpenTicketInput,
): Promise<OpenedTicket> {
  return openTogether(tx, { ctx, input })
}

type Opening = { ctx: Ctx; input: OpenTicketInput }

const openTogether = together(async (tx, asked: Opening[]): Promise<OpenedTicket[]> => {
  const inputs = asked.map(({ input }) => input)
  return asked[0] ? openTickets(asked[0].ctx, tx, inputs) : []
})

/** The same for several requests, in the same few statements; results in their order. */
export async function openTickets(
  ctx: Ctx,
  tx: Transaction,
  inputs: OpenTicketInput[],
): Promise<OpenedTicket[]> {
  const made = inputs.map((input) => makeTicket(ctx, input))
  const stored = await insertWithFreeNumbers(tx, made)
  const opened = made.map(({ row, message }) => {
    const known = stored.get(row.id)
    if (!known) throw new Error('ticket not stored')
    return {
      ticket: { ...row, ...known },
      messageId: message.row.id,
      attachmentIds: message.files.map((file) => file.id),
    }
  })
  await enqueueAll(
    ctx,
    tx,
    'acknowledge',
    made.map(({ row }, at) => ({
      payload: { ticketId: row.id },
      ...(inputs[at]?.quietMs ? { startAfter: row.burstEndsAt } : {}),
    })),
  )
  await enqueueFetches(
    ctx,
    tx,
    inputs.flatMap((input) => input.attachments ?? []),
    opened.flatMap((one) => one.attachmentIds),
  )
  return opened
}

type MadeTicket = ReturnType<typeof makeTicket>

function makeTicket(ctx: Ctx, input: OpenTicketInput) {
  const id = ctx.newId()
  const now = ctx.now()
  const { sender, channel, locale, receivedAt } = input
  const row = {
    id,
    subject: maskSecrets(input.subject).text.slice(0, subjectLimit).toWellFormed(),
    status: 'registered',
    channel,
    locale,
    requesterId: sender.contactId,
    identityId: sender.id,
    intent: 'other',
    priority: 'low',
    complexity: 'simple',
    category: 'other',
    needsTriageCheck: false,
    outOfTurn: false,
    restricted: false,
    receivedAt,
    burstEndsAt: new Date(now.getTime() + input.quietMs),
    lastClientMessageAt: receivedAt,
    cycle: 1,
    updatedAt: now,
    ...notYet,
  } satisfies Partial<Ticket>
  const message = makeMessage(ctx, {
    ticketId: id,
    author: 'client',
    channel,
    body: input.body,
    identityId: sender.id,
    ...(input.inboundId === undefined ? {} : { inboundId: input.inboundId }),
    createdAt: receivedAt,
    refs: input.refs ?? [],
    attachments: input.attachments ?? [],
  })
  const data = {
    channel,
    priority: row.priority,
    receivedAt: receivedAt.toISOString(),
    messageId: message.row.id,
    ...(input.because === undefined ? {} : { because: input.because }),
    ...(input.hints?.length ? { hints: input.hints } : {}),
  }
  const link = nextLink(ctx, { chain: `ticket:${id}`, action: 'ticket.opened', data }, 'new')
  const participant = { ticketId: id, identityId: sender.id, addedAt: now }
  return { row, message, link, participant }
}

const notYet = {
  product: 'platform',
  skill: 'general',
  assigneeId: null,
  acknowledgedAt: null,
  noticedAt: null,
  firstResponseAt: null,
  lastStaffMessageAt: null,
  resolvedAt: null,
  closedAt: null,
  targetAt: null,
  dueAt: null,
  limitCheckAt: null,
  silenceCheckAt: null,
  silenceWarnedAt: null,
  breachedAt: null,
  devReference: null,
  tariffCode: null,
  mergedIntoId: null,
} as const

type Stored = Pick<Ticket, 'number' | 'queueRank' | 'slaPolicyVersion'>

/** A random number is free almost always; the unique index decides, and a ticket without one draws again. */
async function insertWithFreeNumbers(
  tx: Transaction,
  made: MadeTicket[],
): Promise<Map<string, Stored>> {
  const stored = new Map<string, Stored>()
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const left = made.filter(({ row }) => !stored.has(row.id))
    if (left.length === 0) return stored
    for (const { id, ...known } of await insertTickets(tx, left)) stored.set(id, known)
  }
  throw new Error('no free ticket number in 20 draws')
}

async function insertTickets(
  tx: Transaction,
  made: MadeTicket[],
): Promise<(Stored & { id: string })[]> {
  const { columns, source } = jsonRows(
    ticket,
    ticketColumns,
    made.map(({ row }) => ({ ...row, number: makeTicketNumber(randomBytes) })),
  )
  const participant = jsonRows(
    ticketParticipant,
    ['ticketId', 'identityId', 'addedAt'],
    made.map((one) => one.participant),
  )
  const opened = sql`where given.ticket_id in (select id from opened)`
  return tx.execute<Stored & { id: string }>(sql`
    with opened as (
      insert into ${ticket} (${columns}, sla_policy_version)
      select ${columns}, ${newestPolicyVersion} from ${source}
      on conflict (number) do nothing
      returning id, number, queue_rank, sla_policy_version
    ), takes_part as (
      insert into ${ticketParticipant} (${participant.columns})
      select ${participant.columns} from ${participant.source} ${opened}
    ), ${insertMessages(
      made.map((one) => one.message),
      opened,
    )}, linked as (${insertLinks(
      made.map((one) => one.link),
      sql`where given.chain in (select 'ticket:' || id from opened)`,
    )}), told as (select pg_notify('kense_ticket', id::text) from opened)
    select id, number, queue_rank as "queueRank", sla_policy_version as "slaPolicyVersion"
    from opened, (select count(*) from told) as all_told`)
}

const ticketColumns = [
  'id',
  'number',
  'subject',
  'status',
  'channel',
  'locale',
  'requesterId',
  'identityId',
  'intent',
  'priority',
  'complexity',
  'category',
  'needsTriageCheck',
  'outOfTurn',
  'receivedAt',
  'burstEndsAt',
  'lastClientMessageAt',
  'cycle',
  'updatedAt',
] as const

/** Bytes that still lie with Telegram are fetched later, outside the transaction. */
export async function enqueueFetches(
  ctx: Ctx,
  tx: Transaction,
  files: NewAttachment[],
  ids: string[],
): Promise<void> {
  const wanted = files.flatMap((file, at) => {
    const attachmentId = ids[at]
    return file.remoteRef !== null && attachmentId !== undefined && file.verdict === 'accepted'
      ? [{ payload: { attachmentId } }]
      : []
  })
  await enqueueAll(ctx, tx, 'fetch-attachment', wanted)
}
