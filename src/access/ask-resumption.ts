import { and, eq, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { resumption, suspension } from '../../db/schema/access.ts'
import { clientContact } from '../../db/schema/clients.ts'
import { channels } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { requireClientForUpdate } from '../clients/load-client.ts'
import { notifyClient } from '../clients/notify-client.ts'
import { clientsOfContact } from '../clients/sender-context.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { normaliseSerial } from './decision.ts'

export const AskResumptionInput = z.object({
  clientId: z.uuid(),
  /** Who asks, if known as a person of the client. */
  contactId: z.uuid().nullable().default(null),
  requesterName: z.string().trim().max(200).default(''),
  channel: z.enum([...channels, 'platform']),
  ticketId: z.uuid().nullable().default(null),
  note: z.string().trim().max(2000).default(''),
  newSerial: z.string().trim().max(100).default(''),
  /** When the request reached us; never later than now. */
  receivedAt: z.date(),
})
export type AskResumptionInput = z.input<typeof AskResumptionInput>

export type Resumption = typeof resumption.$inferSelect

/**
 * Records the client's request to open access again (7.4, R68), from any channel and however the access was
 * closed, except for an unpaid tariff. Opens nothing. A second request joins the first.
 */
export async function askResumption(ctx: Ctx, input: AskResumptionInput): Promise<Resumption> {
  const given = AskResumptionInput.parse(input)
  if (given.receivedAt > ctx.now()) throw new DomainError('invalid', 'calledInFuture')
  await authorise(ctx, given.clientId)
  return inTx(ctx, async (tx) => {
    const of = await requireClientForUpdate(tx, given.clientId)
    const rows = await tx
      .select({ id: suspension.id })
      .from(suspension)
      .where(
        and(
          eq(suspension.clientId, of.id),
          isNull(suspension.liftedAt),
          inArray(suspension.reason, ['breach', 'key_compromise', 'access_compromise']),
        ),
      )
      .orderBy(suspension.createdAt, suspension.id)
    if (rows.length === 0) throw new DomainError('precondition', 'nothingSuspended')
    const [row] = await tx
      .insert(resumption)
      .values({
        id: ctx.newId(),
        ...given,
        clientId: of.id,
        contactId: await personOf(tx, of.id, given.contactId),
        newSerial: normaliseSerial(given.newSerial),
        suspensionIds: rows.map(({ id }) => id),
        state: 'asked',
        createdAt: ctx.now(),
      })
      .onConflictDoNothing()
      .returning()
    const asked = row ?? (await openRequest(tx, of.id))
    await appendAudit(ctx, tx, {
      chain: `client:${of.id}`,
      action: row ? 'access.resumption_asked' : 'access.resumption_repeated',
      data: {
        resumptionId: asked.id,
        contactId: given.contactId,
        channel: given.channel,
        receivedAt: given.receivedAt.toISOString(),
      },
    })
    // Who did not ask must learn that somebody else did.
    if (row) {
      await notifyClient(ctx, tx, of.id, {
        topic: 'resumption_asked',
        client: of.name,
        at: given.receivedAt.toISOString(),
      })
    }
    return asked
  })
}

async function authorise(ctx: Ctx, clientId: string): Promise<void> {
  const { actor } = ctx
  if (actor.kind === 'system' || actor.kind === 'platform') return
  if (actor.kind === 'staff') {
    requireRight(ctx, 'compromise.report')
    return
  }
  // Another client's affairs are invisible.
  const clients = await clientsOfContact(ctx.db, actor.contactId, ctx.now())
  if (!clients.some((one) => one.clientId === clientId)) {
    throw new DomainError('not_found', 'clientNotFound')
  }
}

async function personOf(
  tx: Transaction,
  clientId: string,
  contactId: string | null,
): Promise<string | null> {
  if (contactId === null) return null
  const acting = await tx.$count(
    clientContact,
    and(
      eq(clientContact.clientId, clientId),
      eq(clientContact.contactId, contactId),
      isNull(clientContact.endedAt),
    ),
  )
  return acting > 0 ? contactId : null
}

async function openRequest(tx: Transaction, clientId: string): Promise<Resumption> {
  const [row] = await tx
    .select()
    .from(resumption)
    .where(and(eq(resumption.clientId, clientId), inArray(resumption.state, ['asked', 'verified'])))
  if (!row) throw new Error('open resumption vanished')
  return row
}
