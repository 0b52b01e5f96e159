import { and, eq, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { messageRef, telegramChat, ticket } from '../../db/schema/tickets.ts'
import { inbound } from '../../db/schema/transport.ts'
import type { Ctx } from '../context.ts'
import { askWhose } from '../conversation/ask-whose.ts'
import { declareIntent } from '../conversation/open-from-button.ts'
import { appendClientMessage } from '../tickets/append-client-message.ts'
import { requireTicketForUpdate, type Ticket } from '../tickets/load-ticket.ts'
import { type OpenTicketInput, openTickets } from '../tickets/open-ticket.ts'
import { subjectOf } from '../tickets/subject.ts'
import { findTicketNumbers } from '../tickets/ticket-number.ts'
import { type OpenedChat, openChats } from './chat.ts'
import { type Choice, chooseTicket } from './choose-ticket.ts'
import { newAttachment, tellAtOnce } from './files-of-message.ts'
import { albumRef, joinAlbum } from './join-album.ts'
import type { GivenMessage, Received } from './receive-message.ts'
import { type TakenUp, takeUpDialog } from './take-up-dialog.ts'

type Opening = { message: GivenMessage; input: OpenTicketInput; taken: TakenUp | null }

/** Stores messages, each of another chat, and puts each into its ticket, old or new. */
export async function placeMessages(
  ctx: Ctx,
  tx: Transaction,
  group: GivenMessage[],
): Promise<Received[]> {
  const claimed = await claimInbound(ctx, tx, group)
  const fresh = group.filter((message) => claimed.has(externalKey(message)))
  const chats = await openChats(ctx, tx, fresh)
  const received = new Map<GivenMessage, Received>()
  const openings: Opening[] = []
  for (const message of fresh) {
    const opened = chats.get(message.chatId)
    if (!opened) throw new Error('chat vanished')
    const words = wordsOf(message, opened, claimed.get(externalKey(message)) ?? '')
    const album = await joinAlbum(ctx, tx, { ...message, ...words })
    if (album) {
      received.set(message, { ...album, opened: false, answer: null })
      continue
    }
    const taken = await takeUpDialog(ctx, tx, message, opened)
    if (taken?.received) {
      received.set(message, taken.received)
      continue
    }
    const { ticketId, reason } = taken
      ? { ticketId: null, reason: 'asked_for' }
      : await choose(ctx, tx, message, opened)
    if (ticketId === null) {
      const subject = subjectOf(message.text)
      const quietMs = taken?.urgent ? 0 : words.quietMs
      const input = { ...words, quietMs, locale: opened.chat.locale, subject, because: reason }
      openings.push({ message, input, taken })
    } else {
      const current = await requireTicketForUpdate(tx, ticketId)
      const target = await appendClientMessage(ctx, tx, current, words)
      await tellAtOnce(ctx, tx, target.ticket, opened.sender, message)
      received.set(message, { ticketId: target.ticket.id, opened: false, answer: null })
    }
  }
  const inputs = openings.map(({ input }) => input)
  for (const [at, target] of (await openTickets(ctx, tx, inputs)).entries()) {
    const opening = openings[at]
    if (!opening) continue
    const { message } = opening
    const answer = await finishOpening(ctx, tx, target.ticket, opening)
    received.set(message, { ticketId: target.ticket.id, opened: true, answer })
  }
  await setFocus(ctx, tx, received)
  return group.map((message) => received.get(message) ?? null)
}

/** What the client has named it, what he must hear at once, and the next question about a compromise. */
async function finishOpening(
  ctx: Ctx,
  tx: Transaction,
  opened: Ticket,
  { message, input, taken }: Opening,
) {
  await tellAtOnce(ctx, tx, opened, input.sender, message)
  if (taken === null || taken.received !== null) return null
  if (taken.intent !== null) await declareIntent(tx, opened.id, taken.intent)
  return taken.urgent ? askWhose(ctx, tx, message.chatId, opened) : null
}

function externalKey(message: GivenMessage): string {
  return `${message.chatId}:${message.messageId}`
}

/** The unique key of the original is the guard against handling it twice: ids of those not seen before. */
async function claimInbound(
  ctx: Ctx,
  tx: Transaction,
  group: GivenMessage[],
): Promise<Map<string, string>> {
  const { columns, source } = jsonRows(
    inbound,
    ['id', 'channel', 'externalKey', 'receivedAt', 'raw', 'state', 'reason'],
    group
      .map((message) => ({
        id: ctx.newId(),
        channel: 'telegram' as const,
        externalKey: externalKey(message),
        receivedAt: message.receivedAt,
        raw: message.raw,
        state: 'done' as const,
        reason: '',
      }))
      // One order everywhere: two groups with the same keys never wait for each other.
      .toSorted((a, b) => (a.externalKey < b.externalKey ? -1 : 1)),
  )
  const rows = await tx.execute<{ id: string; external_key: string }>(sql`
    insert into ${inbound} (${columns}) select ${columns} from ${source}
    on conflict (channel, external_key) do nothing returning id, external_key`)
  return new Map(rows.map((row) => [row.external_key, row.id]))
}

function wordsOf(message: GivenMessage, { sender }: OpenedChat, inboundId: string) {
  return {
    sender,
    channel: 'telegram' as const,
    body: message.text,
    receivedAt: message.receivedAt,
    quietMs: message.quietMs,
    inboundId,
    refs: [
      externalKey(message),
      ...(message.albumId === null ? [] : [albumRef(message.chatId, message.albumId)]),
    ],
    attachments: message.files.map(newAttachment),
  }
}

/** Looks up what may point to a ticket of the sender, and decides. */
async function choose(
  ctx: Ctx,
  tx: Transaction,
  message: GivenMessage,
  { chat, sender }: OpenedChat,
): Promise<Choice> {
  const own = eq(ticket.requesterId, sender.contactId)
  let repliedTicketId: string | null = null
  if (message.replyToMessageId !== null) {
    const [answered] = await tx
      .select({ id: ticket.id })
      .from(messageRef)
      .innerJoin(ticket, eq(ticket.id, messageRef.ticketId))
      .where(
        and(
          eq(messageRef.channel, 'telegram'),
          eq(messageRef.ref, `${message.chatId}:${message.replyToMessageId}`),
          own,
        ),
      )
    repliedTicketId = answered?.id ?? null
  }
  const namedTicketIds: string[] = []
  for (const number of findTicketNumbers(message.text).found) {
    const [named] = await tx
      .select({ id: ticket.id })
      .from(ticket)
      .where(and(eq(ticket.number, number), own))
    if (named) namedTicketIds.push(named.id)
  }
  let focus: Ticket | null = null
  if (chat.focusTicketId !== null) focus = await requireTicketForUpdate(tx, chat.focusTicketId)
  return chooseTicket({
    text: message.text,
    hasFiles: message.files.length > 0,
    repliedTicketId,
    namedTicketIds,
    focus,
    now: ctx.now(),
  })
}

/** The next words of each chat go where these went. */
async function setFocus(
  ctx: Ctx,
  tx: Transaction,
  received: Map<GivenMessage, Received>,
): Promise<void> {
  const { source } = jsonRows(
    telegramChat,
    ['chatId', 'focusTicketId', 'updatedAt'],
    [...received].flatMap(([message, target]) =>
      target?.ticketId
        ? [{ chatId: message.chatId, focusTicketId: target.ticketId, updatedAt: ctx.now() }]
        : [],
    ),
  )
  await tx.execute(sql`
    update ${telegramChat} set focus_ticket_id = given.focus_ticket_id, updated_at = given.updated_at
    from ${source} where ${telegramChat.chatId} = given.chat_id`)
}
