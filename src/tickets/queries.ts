import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { contact, staff } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { DomainError } from '../errors.ts'
import type { Ticket } from './load-ticket.ts'
import { openStatusList } from './open-tickets.ts'
import { searchCondition } from './search.ts'

export const queueFilters = [
  'open',
  'mine',
  'unassigned',
  'waiting',
  'check',
  'undelivered',
  'ended',
] as const
export type QueueFilter = (typeof queueFilters)[number]

export type QueueItem = Pick<
  Ticket,
  | 'id'
  | 'number'
  | 'subject'
  | 'status'
  | 'channel'
  | 'priority'
  | 'complexity'
  | 'intent'
  | 'locale'
  | 'outOfTurn'
  | 'needsTriageCheck'
  | 'receivedAt'
  | 'dueAt'
  | 'cycle'
  | 'lastClientMessageAt'
  | 'lastStaffMessageAt'
> & {
  requesterName: string
  assigneeId: string | null
  assigneeName: string | null
  lastText: string | null
  lastAuthor: 'client' | 'staff' | 'system' | null
  undelivered: boolean
}

type Reader = Pick<Database | Transaction, 'select'>

export type QueuePage = { items: QueueItem[]; next: string | null }

// Written out, not as parameters: only so does the planner see that the partial indexes apply.
const isOpen = sql`${ticket.status} in ${openStatusList}`
const isEnded = sql`${ticket.status} in ('resolved', 'closed', 'refused')`
const isWaiting = sql`${ticket.status} in ('waiting_for_client', 'in_development', 'support_suspended')`
const isUndelivered = sql`exists (select from outbound o where o.ticket_id = ${ticket.id} and o.state = 'dead')`

/**
 * One page of the queue. Open tickets stand as R83 says: out of turn, priority, actual receipt; ended ones
 * and search results newest first. `after` is `next` of the page before.
 */
export async function queuePage(
  db: Database,
  input: {
    filter: QueueFilter
    /** Whose tickets `mine` are. */
    staffId: string
    search?: string
    /** Whether tickets about abuse are shown, too. */
    restricted?: boolean
    after?: string
    limit?: number
  },
): Promise<QueuePage> {
  const limit = input.limit ?? 50
  const search = (input.search ?? '').trim()
  const newestFirst = search !== '' || input.filter === 'ended'
  const conditions = [
    search === '' ? filterCondition(input.filter, input.staffId) : searchCondition(search),
    input.after === undefined ? undefined : afterCondition(input.after, newestFirst),
    input.restricted ? undefined : sql`not ${ticket.restricted}`,
  ]
  const read = (reader: Reader) =>
    reader
      .select(queueColumns)
      .from(ticket)
      .innerJoin(contact, eq(contact.id, ticket.requesterId))
      .leftJoin(staff, eq(staff.id, ticket.assigneeId))
      .leftJoin(
        sql`lateral (
          select left(m.body, 300) as body, m.author from message m
          where m.ticket_id = ${ticket.id} and not m.internal
          order by m.created_at desc, m.id desc limit 1
        ) last_message`,
        sql`true`,
      )
      .where(and(...conditions))
      .orderBy(
        ...(newestFirst
          ? [desc(ticket.receivedAt), desc(ticket.id)]
          : [ticket.queueRank, ticket.receivedAt, ticket.id]),
      )
      .limit(limit + 1)
  const rows = await (search === '' ? read(db) : withinTime(db, read))
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(({ queueRank: _, ...item }) => item),
    next: rows.length > limit && last ? cursorOf(last) : null,
  }
}

/** A search must not hold up the desk. @throws DomainError `limit` after five seconds */
async function withinTime<T>(db: Database, read: (tx: Transaction) => Promise<T>): Promise<T> {
  try {
    return await db.transaction(async (tx) => {
      await tx.execute(sql`set local statement_timeout = '5s'`)
      return read(tx)
    })
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    if ((cause as { code?: string } | undefined)?.code !== '57014') throw error
    throw new DomainError('limit', 'searchTooWide')
  }
}

const queueColumns = {
  id: ticket.id,
  number: ticket.number,
  subject: ticket.subject,
  status: ticket.status,
  channel: ticket.channel,
  priority: ticket.priority,
  complexity: ticket.complexity,
  intent: ticket.intent,
  locale: ticket.locale,
  outOfTurn: ticket.outOfTurn,
  needsTriageCheck: ticket.needsTriageCheck,
  receivedAt: ticket.receivedAt,
  dueAt: ticket.dueAt,
  cycle: ticket.cycle,
  lastClientMessageAt: ticket.lastClientMessageAt,
  lastStaffMessageAt: ticket.lastStaffMessageAt,
  queueRank: ticket.queueRank,
  requesterName: contact.name,
  assigneeId: ticket.assigneeId,
  assigneeName: staff.name,
  lastText: sql<string | null>`last_message.body`,
  lastAuthor: sql<QueueItem['lastAuthor']>`last_message.author`,
  undelivered: sql<boolean>`${isUndelivered}`,
}

function filterCondition(filter: QueueFilter, staffId: string): SQL | undefined {
  switch (filter) {
    case 'open':
      return isOpen
    case 'mine':
      return and(isOpen, eq(ticket.assigneeId, staffId))
    case 'unassigned':
      return and(isOpen, sql`${ticket.assigneeId} is null`)
    case 'waiting':
      return isWaiting
    case 'check':
      return and(isOpen, ticket.needsTriageCheck)
    case 'undelivered':
      return sql`${ticket.id} in (select o.ticket_id from outbound o where o.state = 'dead')`
    case 'ended':
      return isEnded
  }
}

/** `rank.microseconds.id`: the place of the last row shown, in either order. */
function cursorOf(row: { queueRank: number; receivedAt: Date; id: string }): string {
  return `${row.queueRank}.${row.receivedAt.getTime()}.${row.id}`
}

const cursorShape = /^(\d{1,3})\.(\d{1,15})\.([0-9a-f-]{36})$/

/** A cursor that nobody of us wrote shows the first page. */
function afterCondition(cursor: string, newestFirst: boolean): SQL | undefined {
  const [, rank, ms, id] = cursorShape.exec(cursor) ?? []
  if (rank === undefined || ms === undefined || id === undefined) return undefined
  const at = new Date(Number(ms)).toISOString()
  return newestFirst
    ? sql`(${ticket.receivedAt}, ${ticket.id}) < (${at}::timestamptz, ${id}::uuid)`
    : sql`(${ticket.queueRank}, ${ticket.receivedAt}, ${ticket.id}) > (${Number(rank)}::int, ${at}::timestamptz, ${id}::uuid)`
}

export type QueueCounts = Record<Exclude<QueueFilter, 'ended'>, number>

/** A tab counts no further, so that its number costs the same whatever lies behind it. */
export const countedUpTo = 1000
// Written out: of a parameter the planner expects a tenth of the table.
const capped = sql.raw(String(countedUpTo))

/** How many tickets stand behind each tab, at most `countedUpTo`. */
export async function queueCounts(db: Database, staffId: string): Promise<QueueCounts> {
  const upTo = (filter: QueueFilter) =>
    sql`(select count(*)::int from (
      select from ticket where ${filterCondition(filter, staffId)} limit ${capped}) few)`
  const [row] = await db.execute<QueueCounts>(sql`
    select ${upTo('open')} as open, ${upTo('mine')} as mine, ${upTo('unassigned')} as unassigned,
      ${upTo('waiting')} as waiting, ${upTo('check')} as check,
      (select count(*)::int from (
        select from outbound where state = 'dead' limit ${capped}) few) as undelivered`)
  return row ?? { open: 0, mine: 0, unassigned: 0, waiting: 0, check: 0, undelivered: 0 }
}

export type ContactTicket = Pick<
  Ticket,
  | 'id'
  | 'number'
  | 'subject'
  | 'status'
  | 'channel'
  | 'receivedAt'
  | 'updatedAt'
  | 'dueAt'
  | 'cycle'
>

/** A requester's own tickets, newest first; `before` is the `receivedAt` of the last one shown. */
export async function ticketsOfContact(
  db: Database,
  contactId: string,
  /** `open`: without those that only judges of abuse see. */
  options: { limit?: number; before?: Date; open?: boolean } = {},
): Promise<ContactTicket[]> {
  return db
    .select({
      id: ticket.id,
      number: ticket.number,
      subject: ticket.subject,
      status: ticket.status,
      channel: ticket.channel,
      receivedAt: ticket.receivedAt,
      updatedAt: ticket.updatedAt,
      dueAt: ticket.dueAt,
      cycle: ticket.cycle,
    })
    .from(ticket)
    .where(
      and(
        eq(ticket.requesterId, contactId),
        options.before ? lt(ticket.receivedAt, options.before) : undefined,
        options.open ? eq(ticket.restricted, false) : undefined,
      ),
    )
    .orderBy(desc(ticket.receivedAt), desc(ticket.id))
    .limit(options.limit ?? 20)
}
