import { type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { attachment, message, messageRef } from '../../db/schema/tickets.ts'
import { inbound } from '../../db/schema/transport.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { Channel } from '../people/identify-sender.ts'
import { maskSecrets } from '../text/mask.ts'
import { together } from '../together.ts'

export type NewAttachment = {
  name: string
  size: number
  mediaType: string
  sha256: string | null
  verdict: (typeof attachment.verdict.enumValues)[number]
  reason: string
  /** Names in an archive, one a line. */
  listing?: string | null
  remoteRef: string | null
}

export type NewMessage = {
  ticketId: string
  author: 'client' | 'staff' | 'system'
  channel: Channel
  body: string
  identityId?: string
  staffId?: string
  internal?: boolean
  inboundId?: string
  createdAt: Date
  /** What the message is called outside: finds the ticket of a later reply. */
  refs?: string[]
  attachments?: NewAttachment[]
}

/** Stores a message with its files and outside names, and ties its original to the ticket; returns the ids. */
export async function writeMessage(
  ctx: Ctx,
  tx: Transaction,
  input: NewMessage,
): Promise<{ messageId: string; attachmentIds: string[] }> {
  const made = makeMessage(ctx, input)
  await tx.execute(sql`with ${insertMessages([made])} select 1`)
  return { messageId: made.row.id, attachmentIds: made.files.map((file) => file.id) }
}

export type MadeMessage = {
  row: Pick<typeof message.$inferInsert, (typeof messageColumns)[number]>
  refs: Pick<typeof messageRef.$inferInsert, (typeof refColumns)[number]>[]
  files: Pick<typeof attachment.$inferInsert, (typeof fileColumns)[number]>[]
}

/** The rows of a message, with their ids; a client's secrets stay in the original alone (R16). */
export function makeMessage(ctx: Ctx, input: NewMessage): MadeMessage {
  const id = ctx.newId()
  const { refs = [], attachments = [], internal = false, ...row } = input
  const body = row.author === 'client' ? maskSecrets(row.body).text : row.body
  return {
    row: { id, internal, ...row, body },
    refs: refs.map((ref) => ({
      channel: input.channel,
      ref,
      ticketId: input.ticketId,
      messageId: id,
      createdAt: input.createdAt,
    })),
    files: attachments.map((file) => ({
      id: ctx.newId(),
      messageId: id,
      createdAt: input.createdAt,
      ...file,
    })),
  }
}

/** The parts of a `with` that store messages; `where` may hold some back by a column of `given`. */
export function insertMessages(made: MadeMessage[], where: SQL = sql``): SQL {
  const row = jsonRows(
    message,
    messageColumns,
    made.map((one) => one.row),
  )
  const ref = jsonRows(
    messageRef,
    refColumns,
    made.flatMap((one) => one.refs),
  )
  const file = jsonRows(
    attachment,
    fileColumns,
    made.flatMap((one) => one.files),
  )
  const written = sql`where given.message_id in (select id from written)`
  return sql`written as (
    insert into ${message} (${row.columns}) select ${row.columns} from ${row.source} ${where}
    returning id, ticket_id, inbound_id
  ), named as (
    insert into ${messageRef} (${ref.columns}) select ${ref.columns} from ${ref.source} ${written}
    on conflict do nothing
  ), attached as (
    insert into ${attachment} (${file.columns}) select ${file.columns} from ${file.source} ${written}
  ), tied as (
    update ${inbound} set ticket_id = written.ticket_id from written
    where ${inbound.id} = written.inbound_id
  )`
}

const messageColumns = [
  'id',
  'ticketId',
  'author',
  'identityId',
  'staffId',
  'channel',
  'internal',
  'body',
  'inboundId',
  'createdAt',
] as const
const refColumns = ['channel', 'ref', 'ticketId', 'messageId', 'createdAt'] as const
const fileColumns = [
  'id',
  'messageId',
  'name',
  'size',
  'mediaType',
  'sha256',
  'verdict',
  'reason',
  'listing',
  'remoteRef',
  'createdAt',
] as const

/** Whoever answers in the staff chat is heard once. @throws DomainError `conflict` for a message known already */
export async function nameInStaffChat(
  ctx: Ctx,
  tx: Transaction,
  name: { ref: string; ticketId: string; messageId: string },
): Promise<void> {
  const [fresh] = await tx
    .insert(messageRef)
    .values({ channel: 'telegram', ...name, createdAt: ctx.now() })
    .onConflictDoNothing()
    .returning({ ref: messageRef.ref })
  if (!fresh) throw new DomainError('conflict', 'alreadyNamed')
}

/** Tells every panel, through the database, that a ticket looks different now. */
export async function notifyTicketChanged(tx: Transaction, ticketId: string): Promise<void> {
  await tellOfTicket(tx, ticketId)
}

const tellOfTicket = together(async (tx, ids: string[]): Promise<undefined> => {
  const list = JSON.stringify([...new Set(ids)])
  await tx.execute(sql`
    select pg_notify('kense_ticket', id) from json_array_elements_text(${list}::text::json) as id`)
})
