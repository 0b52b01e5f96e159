import { and, eq, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { clientContact, trustedContact } from '../../db/schema/clients.ts'
import { contact, identity } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { requireRight } from '../rights.ts'
import { openNumber } from './edit-client.ts'
import { requireClientForUpdate } from './load-client.ts'

export const RevealClientInput = z.object({ clientId: z.uuid() })
export type RevealClientInput = z.infer<typeof RevealClientInput>

export type Revealed = {
  number: string | null
  /** IIN by contact. */
  iins: Record<string, string>
  /** Address by the id of the trusted contact or identity. */
  addresses: Record<string, string>
}

/** Shows in full what every list masks; the look itself is an audit row (R13). */
export async function revealClient(ctx: Ctx, input: RevealClientInput): Promise<Revealed> {
  requireRight(ctx, 'clients.reveal')
  const { clientId } = RevealClientInput.parse(input)
  return inTx(ctx, async (tx) => {
    const of = await requireClientForUpdate(tx, clientId)
    const people = await tx
      .select({ id: contact.id, iinSealed: contact.iinSealed })
      .from(clientContact)
      .innerJoin(contact, eq(contact.id, clientContact.contactId))
      .where(eq(clientContact.clientId, of.id))
    const ids = people.map(({ id }) => id)
    const addresses = [
      ...(await tx
        .select({ id: trustedContact.id, address: trustedContact.address })
        .from(trustedContact)
        .where(and(eq(trustedContact.clientId, of.id), isNull(trustedContact.until)))),
      ...(ids.length === 0
        ? []
        : await tx
            .select({ id: identity.id, address: identity.address })
            .from(identity)
            .where(inArray(identity.contactId, ids))),
    ]
    await appendAudit(ctx, tx, { chain: `client:${of.id}`, action: 'client.revealed' })
    return {
      number: openNumber(ctx, of),
      iins: Object.fromEntries(
        people.flatMap(({ id, iinSealed }) =>
          iinSealed === null ? [] : [[id, ctx.vault.open(iinSealed, `contact:${id}`)]],
        ),
      ),
      addresses: Object.fromEntries(addresses.map(({ id, address }) => [id, address])),
    }
  })
}
