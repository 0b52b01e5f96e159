import { and, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { suspension } from '../../db/schema/access.ts'
import { clientContact, clientRoles, mergeRecord, trustedContact } from '../../db/schema/clients.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { contact, identity } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { lockClientsOf, setRole, tellAccess } from './merge-contacts.ts'
import { lockContacts, MovedOfContact } from './move-contact.ts'
import type { MergeRecord } from './undo-client-merge.ts'

/** Merges that intake made by itself have neither roles nor an IIN. */
const Moved = MovedOfContact.extend({
  roles: z
    .array(
      z.object({
        contactId: z.uuid(),
        clientId: z.uuid(),
        role: z.enum(clientRoles),
        basis: z.string(),
      }),
    )
    .default([]),
  iin: z.boolean().default(false),
})

/** What went over goes back to the person it came from; what came since stays. */
export async function undoContactMerge(
  ctx: Ctx,
  tx: Transaction,
  { id: mergeId, fromId, intoId, moved: record }: MergeRecord,
): Promise<void> {
  const moved = Moved.parse(record)
  await lockClientsOf(tx, [fromId, intoId])
  const people = await lockContacts(tx, fromId, intoId)
  const from = people.find((one) => one.id === fromId)
  const into = people.find((one) => one.id === intoId)
  if (from?.mergedIntoId !== intoId || into?.mergedIntoId !== null) {
    throw new DomainError('precondition', 'mergeMoved')
  }
  if (moved.iin && into.iinHash === from.iinHash) {
    await tx.update(contact).set({ iinSealed: null, iinHash: null }).where(eq(contact.id, intoId))
  }
  await tx.update(contact).set({ mergedIntoId: null }).where(eq(contact.id, fromId))
  await tx
    .update(identity)
    .set({ contactId: fromId })
    .where(and(eq(identity.contactId, intoId), inArray(identity.id, moved.identities)))
  await tx
    .update(ticket)
    .set({ requesterId: fromId })
    .where(and(eq(ticket.requesterId, intoId), inArray(ticket.id, moved.tickets)))
  await tx
    .update(trustedContact)
    .set({ contactId: fromId })
    .where(and(eq(trustedContact.contactId, intoId), inArray(trustedContact.id, moved.trusted)))
  await tx
    .update(suspension)
    .set({ holderContactId: fromId })
    .where(and(eq(suspension.holderContactId, intoId), inArray(suspension.id, moved.suspensions)))
  await tx
    .update(compromiseCase)
    .set({ holderContactId: fromId })
    .where(and(eq(compromiseCase.holderContactId, intoId), inArray(compromiseCase.id, moved.cases)))
  await tx
    .update(clientContact)
    .set({ contactId: fromId })
    .where(and(eq(clientContact.contactId, intoId), inArray(clientContact.clientId, moved.clients)))
  // The one who was lower steps down before the other rises: a client has one first head.
  for (const row of moved.roles.toReversed()) await setRole(tx, row)
  await tx.update(mergeRecord).set({ undoneAt: ctx.now() }).where(eq(mergeRecord.id, mergeId))
  for (const id of [fromId, intoId]) {
    await appendAudit(ctx, tx, {
      chain: `contact:${id}`,
      action: 'contact.merge_undone',
      data: { mergeId, fromId, intoId },
    })
  }
  await tellAccess(ctx, tx, moved.suspensions)
}
