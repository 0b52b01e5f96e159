import { and, eq, inArray } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { messageRef, ticket, ticketParticipant } from '../../db/schema/tickets.ts'
import { clientsOfContact } from '../clients/sender-context.ts'
import { automaticSubjects } from '../i18n/mail-texts.ts'
import type { Identity } from '../people/identify-sender.ts'
import { isGratitude } from '../tickets/gratitude.ts'
import { isOpen } from '../tickets/status.ts'
import { findTicketNumbers } from '../tickets/ticket-number.ts'
import type { MailSettings } from './mail-settings.ts'
import type { ParsedMail } from './parse.ts'
import { isForward, isNewSubject } from './subject.ts'
import { decideThread, type ThreadDecision, type ThreadTicket } from './thread.ts'
import { readThreadIndex } from './thread-index.ts'
import { readMessageId, readPlusToken } from './token.ts'

export type ThreadQuestion = {
  mail: ParsedMail
  reply: string
  sender: Identity
  envelopeTo: readonly string[]
  now: Date
}

/** Whether a mail points to anything that went before; if not, there is nothing to look up. */
export function claimsThread(
  mail: ParsedMail,
  settings: MailSettings,
  arrival: { envelope: { to: readonly string[] } | null },
): boolean {
  const numbers = findTicketNumbers(mail.subject)
  return (
    parentsOf(mail).length > 0 ||
    numbers.found.length + numbers.mistyped.length > 0 ||
    plusTokens(mail, settings, arrival.envelope?.to ?? []).length > 0
  )
}

/** Nearest first: In-Reply-To, then References from the newest; a reply of Outlook may have only its index. */
function parentsOf(mail: ParsedMail): string[] {
  const named = [...new Set([mail.inReplyTo, ...mail.references.toReversed()])].filter(
    (id): id is string => id !== null,
  )
  const outlook = named.length > 0 ? null : readThreadIndex(mail.headers)
  return outlook?.isReply ? [outlook.ref] : named
}

/** A blind copy names us only in the envelope. */
function plusTokens(mail: ParsedMail, settings: MailSettings, envelopeTo: readonly string[]) {
  const addressed = [...mail.to, ...mail.cc].map(({ address }) => address).concat(envelopeTo)
  return [...new Set(addressed)].flatMap(
    (address) => readPlusToken(address, settings.secretKey) ?? [],
  )
}

/** Collects what a mail claims to continue and lets `decideThread` judge (requirements R101–R103). */
export async function findThread(
  tx: Transaction,
  settings: MailSettings,
  { mail, reply, sender, envelopeTo, now }: ThreadQuestion,
): Promise<ThreadDecision> {
  const parents = parentsOf(mail)
  const byOwnMessage = parents.flatMap(
    (id) => readMessageId(id, settings.secretKey)?.ticketId ?? [],
  )
  const byPlusToken = plusTokens(mail, settings, envelopeTo)
  const numbers = findTicketNumbers(mail.subject)
  const named = await ticketsByNumber(tx, numbers.found)
  const foreign = await ticketsByRef(tx, parents)
  const ids = [...byOwnMessage, ...byPlusToken, ...named.values(), ...foreign]
  return decideThread({
    byOwnMessage,
    byPlusToken,
    bySubject: numbers.found.flatMap((number) => named.get(number) ?? []),
    byForeignMessage: foreign,
    tickets: await threadTickets(tx, [...new Set(ids)], sender, now),
    isForward: isForward(mail.subject),
    isGratitude: isGratitude(reply),
    isAutomatic: false,
    hasUnknownId: numbers.mistyped.length > 0 || numbers.found.some((number) => !named.has(number)),
    isNewSubject: (known) => isNewSubject(mail.subject, known.subjects),
  })
}

async function ticketsByNumber(tx: Transaction, numbers: string[]): Promise<Map<string, string>> {
  if (numbers.length === 0) return new Map()
  const rows = await tx
    .select({ number: ticket.number, id: ticket.id })
    .from(ticket)
    .where(inArray(ticket.number, numbers))
  return new Map(rows.map((row) => [row.number, row.id]))
}

async function ticketsByRef(tx: Transaction, parents: string[]): Promise<string[]> {
  if (parents.length === 0) return []
  const rows = await tx
    .select({ ref: messageRef.ref, ticketId: messageRef.ticketId })
    .from(messageRef)
    .where(and(eq(messageRef.channel, 'email'), inArray(messageRef.ref, parents)))
  return parents.flatMap((ref) => rows.find((row) => row.ref === ref)?.ticketId ?? [])
}

async function threadTickets(
  tx: Transaction,
  ids: string[],
  sender: Identity,
  now: Date,
): Promise<Map<string, ThreadTicket>> {
  const found = new Map<string, ThreadTicket>()
  let wanted = ids
  // A merged ticket leads on to the one that took it over.
  while (wanted.length > 0) {
    const rows = await tx
      .select({
        id: ticket.id,
        status: ticket.status,
        subject: ticket.subject,
        requesterId: ticket.requesterId,
        mergedIntoId: ticket.mergedIntoId,
        participant: ticketParticipant.identityId,
      })
      .from(ticket)
      .leftJoin(
        ticketParticipant,
        and(eq(ticketParticipant.ticketId, ticket.id), eq(ticketParticipant.identityId, sender.id)),
      )
      .where(inArray(ticket.id, wanted))
    for (const row of rows) {
      found.set(row.id, {
        id: row.id,
        state: isOpen(row.status) ? 'open' : row.status === 'resolved' ? 'resolved' : 'closed',
        mergedInto: row.mergedIntoId,
        sender: await partOf(tx, row, sender, now),
        subjects: [row.subject, ...automaticSubjects],
      })
    }
    wanted = rows.flatMap((row) =>
      row.mergedIntoId !== null && !found.has(row.mergedIntoId) ? [row.mergedIntoId] : [],
    )
  }
  return found
}

/** What the sender is in a ticket (R102). */
async function partOf(
  tx: Transaction,
  row: { requesterId: string; participant: string | null },
  sender: Identity,
  now: Date,
): Promise<ThreadTicket['sender']> {
  if (row.requesterId === sender.contactId) return 'requester'
  if (row.participant !== null) return 'participant'
  const asker = await clientsOfContact(tx, row.requesterId, now)
  const [only] = asker
  // Who asks for several clients does not say for which: then nobody else is let in.
  if (asker.length !== 1 || !only) return null
  const own = await clientsOfContact(tx, sender.contactId, now)
  return own.some(({ clientId, mayAct }) => mayAct && clientId === only.clientId)
    ? 'colleague'
    : null
}
