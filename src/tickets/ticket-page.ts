import { and, asc, desc, eq, inArray, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Database } from '../../db/client.ts'
import { auditEvent } from '../../db/schema/audit.ts'
import { contact, identity, staff } from '../../db/schema/people.ts'
import { messageAssurance, ticketCc } from '../../db/schema/senders.ts'
import {
  attachment,
  message,
  messageVersion,
  rating,
  ticket,
  ticketLink,
  triageRecord,
} from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { type Receipt, receiptOfTicket } from '../faq/receipts.ts'
import type { Incident } from '../incidents/current-news.ts'
import { confirmedFaults, incidentOfTicket } from '../incidents/load-incident.ts'
import { type AssuranceLevel, assuranceAllows } from '../people/assurance-policy.ts'
import { laterEngine } from '../triage/later-words.ts'
import type { Ticket } from './load-ticket.ts'
import { type ContactTicket, ticketsOfContact } from './queries.ts'

export type PageAttachment = Pick<
  typeof attachment.$inferSelect,
  'id' | 'name' | 'size' | 'mediaType' | 'sha256' | 'verdict' | 'reason' | 'remoteRef' | 'listing'
>
export type PageDelivery = Pick<
  typeof outbound.$inferSelect,
  | 'id'
  | 'channel'
  | 'kind'
  | 'state'
  | 'attempts'
  | 'lastError'
  | 'heldReason'
  | 'createdAt'
  | 'sentAt'
> & { messageId: string | null }
export type PageMessage = Pick<
  typeof message.$inferSelect,
  'id' | 'author' | 'staffId' | 'channel' | 'internal' | 'body' | 'createdAt' | 'editedAt'
> & {
  authorName: string
  /** How sure the sender of a mail is; null for other channels and until it is checked. */
  assurance: MailAssurance | null
  /** It came by mail: its original can be looked at. */
  isMail: boolean
  versions: { version: number; body: string; replacedAt: Date }[]
  attachments: PageAttachment[]
  deliveries: PageDelivery[]
}
export type MailAssurance = { level: AssuranceLevel; reason: string }
type PageAudit = Pick<typeof auditEvent.$inferSelect, 'at' | 'action' | 'data'> & {
  id: string
  actor: { kind: string; staffId?: string; name?: string }
}
type PageTriage = Pick<
  typeof triageRecord.$inferSelect,
  'engine' | 'engineVersion' | 'result' | 'createdAt'
> & { staffName: string | null }

export type PageCc = Pick<typeof ticketCc.$inferSelect, 'address' | 'name' | 'decision'> & {
  proven: boolean
}

export type TicketPage = {
  ticket: Ticket
  requester: { id: string; name: string; locale: string | null }
  identity: typeof identity.$inferSelect
  assigneeName: string | null
  mergedIntoNumber: string | null
  messages: PageMessage[]
  /** Older messages that were left out. */
  hiddenMessages: number
  /** Outgoing messages that are no answers of staff: acknowledgements, notices. */
  notices: PageDelivery[]
  triage: {
    engine: PageTriage | null
    person: PageTriage | null
    /** What later words of the client looked like, while nobody has decided since. */
    later: PageTriage | null
  }
  /** The newest answer that a model wrote from the FAQ articles. */
  answer: Receipt | null
  audit: PageAudit[]
  ratings: (typeof rating.$inferSelect)[]
  /** Who was named in Cc, the undecided first. */
  cc: PageCc[]
  /** The confirmed fault that explains it. */
  incident: Incident | null
  /** Confirmed faults that could explain it. */
  faults: { id: string; titleRu: string }[]
  links: { kind: string; outgoing: boolean; number: string; subject: string }[]
  otherTickets: ContactTicket[]
  /** Names behind the staff ids of the audit log. */
  staffNames: Map<string, string>
}

const newestMessages = 200

/** Everything the ticket's page shows, by its nine digits; null if there is no such ticket. */
export async function ticketPage(
  db: Database,
  number: string,
  options: { allMessages?: boolean } = {},
): Promise<TicketPage | null> {
  const assignee = alias(staff, 'assignee')
  const target = alias(ticket, 'target')
  const [head] = await db
    .select({
      ticket,
      requester: { id: contact.id, name: contact.name, locale: contact.locale },
      identity,
      assigneeName: assignee.name,
      mergedIntoNumber: target.number,
    })
    .from(ticket)
    .innerJoin(contact, eq(contact.id, ticket.requesterId))
    .innerJoin(identity, eq(identity.id, ticket.identityId))
    .leftJoin(assignee, eq(assignee.id, ticket.assigneeId))
    .leftJoin(target, eq(target.id, ticket.mergedIntoId))
    .where(eq(ticket.number, number))
  if (!head) return null
  const { id } = head.ticket
  const [
    conversation,
    deliveries,
    triage,
    answer,
    audit,
    ratings,
    links,
    incident,
    faults,
    cc,
    others,
    names,
  ] = await Promise.all([
    readMessages(db, id, options.allMessages === true),
    readDeliveries(db, id),
    readTriage(db, id),
    receiptOfTicket(db, id),
    readAudit(db, id),
    db.select().from(rating).where(eq(rating.ticketId, id)).orderBy(desc(rating.cycle)),
    readLinks(db, id),
    incidentOfTicket(db, id),
    confirmedFaults(db),
    readCc(db, id),
    ticketsOfContact(db, head.requester.id, { limit: 6, open: true }),
    db.select({ id: staff.id, name: staff.name }).from(staff),
  ])
  const byMessage = Map.groupBy(deliveries, (row) => row.messageId)
  return {
    ...head,
    messages: conversation.messages.map((row) => ({
      ...row,
      deliveries: byMessage.get(row.id) ?? [],
    })),
    hiddenMessages: conversation.hidden,
    notices: byMessage.get(null) ?? [],
    triage,
    answer,
    audit,
    ratings,
    links,
    incident,
    faults,
    cc,
    otherTickets: others.filter((other) => other.id !== id),
    staffNames: new Map(names.map((row) => [row.id, row.name])),
  }
}

async function readMessages(db: Database, ticketId: string, all: boolean) {
  const rows = await db
    .select({
      id: message.id,
      author: message.author,
      staffId: message.staffId,
      channel: message.channel,
      internal: message.internal,
      body: message.body,
      createdAt: message.createdAt,
      editedAt: message.editedAt,
      staffName: staff.name,
      clientName: identity.displayName,
      clientAddress: identity.address,
      inboundId: message.inboundId,
      level: messageAssurance.level,
      levelReason: messageAssurance.reason,
    })
    .from(message)
    .leftJoin(messageAssurance, eq(messageAssurance.messageId, message.id))
    .leftJoin(staff, eq(staff.id, message.staffId))
    .leftJoin(identity, eq(identity.id, message.identityId))
    .where(eq(message.ticketId, ticketId))
    .orderBy(desc(message.createdAt), desc(message.id))
    .limit(all ? 10_000 : newestMessages)
  const [total] = all
    ? [{ n: rows.length }]
    : await db
        .select({ n: sql<number>`count(*)::int` })
        .from(message)
        .where(eq(message.ticketId, ticketId))
  const ids = rows.map((row) => row.id)
  const [versions, files] =
    ids.length === 0
      ? [[], []]
      : await Promise.all([
          db
            .select()
            .from(messageVersion)
            .where(inArray(messageVersion.messageId, ids))
            .orderBy(asc(messageVersion.version)),
          db
            .select()
            .from(attachment)
            .where(inArray(attachment.messageId, ids))
            .orderBy(asc(attachment.createdAt), asc(attachment.id)),
        ])
  const versionsOf = Map.groupBy(versions, (row) => row.messageId)
  const filesOf = Map.groupBy(files, (row) => row.messageId)
  const messages = rows.toReversed().map(({ staffName, clientName, clientAddress, ...given }) => {
    const { inboundId, level, levelReason, ...row } = given
    return {
      ...row,
      assurance: level === null ? null : { level, reason: levelReason ?? '' },
      isMail: row.channel === 'email' && inboundId !== null,
      authorName: row.author === 'staff' ? (staffName ?? '') : clientName || (clientAddress ?? ''),
      versions: versionsOf.get(row.id) ?? [],
      attachments: filesOf.get(row.id) ?? [],
    }
  })
  return { messages, hidden: (total?.n ?? rows.length) - rows.length }
}

function readDeliveries(db: Database, ticketId: string): Promise<PageDelivery[]> {
  return db
    .select(deliveryColumns)
    .from(outbound)
    .where(eq(outbound.ticketId, ticketId))
    .orderBy(asc(outbound.createdAt), asc(outbound.id))
}

const deliveryColumns = {
  id: outbound.id,
  messageId: outbound.messageId,
  channel: outbound.channel,
  kind: outbound.kind,
  state: outbound.state,
  attempts: outbound.attempts,
  lastError: outbound.lastError,
  heldReason: outbound.heldReason,
  createdAt: outbound.createdAt,
  sentAt: outbound.sentAt,
}

async function readTriage(db: Database, ticketId: string): Promise<TicketPage['triage']> {
  const newest = (which: SQL | undefined) =>
    db
      .select({
        engine: triageRecord.engine,
        engineVersion: triageRecord.engineVersion,
        result: triageRecord.result,
        createdAt: triageRecord.createdAt,
        staffName: staff.name,
      })
      .from(triageRecord)
      .leftJoin(staff, eq(staff.id, triageRecord.staffId))
      .where(and(eq(triageRecord.ticketId, ticketId), which))
      .orderBy(desc(triageRecord.createdAt), desc(triageRecord.id))
      .limit(1)
  const { staffId, engine: name } = triageRecord
  const [[engine], [person], [later]] = await Promise.all([
    newest(and(isNull(staffId), ne(name, laterEngine))),
    newest(isNotNull(staffId)),
    newest(eq(name, laterEngine)),
  ])
  const waits = later !== undefined && !(person && person.createdAt >= later.createdAt)
  return { engine: engine ?? null, person: person ?? null, later: waits ? later : null }
}

async function readAudit(db: Database, ticketId: string): Promise<PageAudit[]> {
  const rows = await db
    .select({
      id: auditEvent.id,
      at: auditEvent.at,
      actor: auditEvent.actor,
      action: auditEvent.action,
      data: auditEvent.data,
    })
    .from(auditEvent)
    .where(eq(auditEvent.chain, `ticket:${ticketId}`))
    .orderBy(desc(auditEvent.seq))
    .limit(500)
  return rows
    .toReversed()
    .map((row) => ({ ...row, id: String(row.id), actor: row.actor as PageAudit['actor'] }))
}

async function readLinks(db: Database, ticketId: string): Promise<TicketPage['links']> {
  const rows = await db
    .select({
      kind: ticketLink.kind,
      fromId: ticketLink.fromId,
      number: ticket.number,
      subject: ticket.subject,
    })
    .from(ticketLink)
    .innerJoin(
      ticket,
      and(
        or(eq(ticket.id, ticketLink.fromId), eq(ticket.id, ticketLink.toId)),
        ne(ticket.id, ticketId),
      ),
    )
    .where(or(eq(ticketLink.fromId, ticketId), eq(ticketLink.toId, ticketId)))
    .orderBy(asc(ticketLink.createdAt))
  return rows.map(({ fromId, ...row }) => ({ ...row, outgoing: fromId === ticketId }))
}

async function readCc(db: Database, ticketId: string): Promise<PageCc[]> {
  const rows = await db
    .select({
      address: ticketCc.address,
      name: ticketCc.name,
      decision: ticketCc.decision,
      level: messageAssurance.level,
    })
    .from(ticketCc)
    .leftJoin(messageAssurance, eq(messageAssurance.messageId, ticketCc.messageId))
    .where(eq(ticketCc.ticketId, ticketId))
    .orderBy(sql`${ticketCc.decision} is not null`, asc(ticketCc.seenAt), asc(ticketCc.address))
  return rows.map(({ level, ...row }) => ({
    ...row,
    proven: assuranceAllows('name_participant', level ?? 'unknown'),
  }))
}

/** A file by its id, as staff may fetch it: accepted ones whose bytes we hold. */
export async function storedAttachment(
  db: Database,
  id: string,
): Promise<{ name: string; mediaType: string; sha256: string } | null> {
  const [row] = await db
    .select({ name: attachment.name, mediaType: attachment.mediaType, sha256: attachment.sha256 })
    .from(attachment)
    .where(and(eq(attachment.id, id), eq(attachment.verdict, 'accepted')))
  return row?.sha256 ? { ...row, sha256: row.sha256 } : null
}
