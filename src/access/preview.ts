import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { product } from '../../db/schema/catalogue.ts'
import { clientContact } from '../../db/schema/clients.ts'
import { contact } from '../../db/schema/people.ts'
import { type AccessDecision, accessDecision, type SuspensionFact } from './decision.ts'
import { suspensionsInForce } from './queries.ts'
import { type ScopeInput, scopeValues } from './suspend-client.ts'

export type SuspensionPreview = {
  before: AccessDecision
  after: AccessDecision
  people: { contactId: string; name: string; before: boolean; after: boolean }[]
  products: { code: string; name: string; before: boolean; after: boolean }[]
}

/** "What will this client lose": the decision as it is and as it would be, person by person. */
export async function previewSuspension(
  db: Database,
  clientId: string,
  scope: ScopeInput,
  startsAt: Date,
): Promise<SuspensionPreview> {
  const now = await suspensionsInForce(db, clientId)
  const added: SuspensionFact = {
    id: 'new',
    reason: 'breach',
    codes: [],
    liftedAt: null,
    startsAt,
    ...scopeValues(scope),
  }
  const decide = (suspensions: readonly SuspensionFact[], holderContactId?: string) =>
    accessDecision({ suspensions, subject: { holderContactId } }, startsAt)
  const then = [...now, added]
  const before = decide(now)
  const after = decide(then)
  const people = await db
    .select({ contactId: contact.id, name: contact.name })
    .from(clientContact)
    .innerJoin(contact, eq(contact.id, clientContact.contactId))
    .where(and(eq(clientContact.clientId, clientId), isNull(clientContact.endedAt)))
    .orderBy(asc(contact.name))
  const products = await db.select().from(product).orderBy(asc(product.position))
  const open = (decision: AccessDecision, code: string) =>
    decision.access !== 'denied' && !decision.closedProducts.includes(code)
  return {
    before,
    after,
    people: people.map(({ contactId, name }) => ({
      contactId,
      name,
      before: decide(now, contactId).access !== 'denied',
      after: decide(then, contactId).access !== 'denied',
    })),
    products: products.map(({ code, nameRu }) => ({
      code,
      name: nameRu,
      before: open(before, code),
      after: open(after, code),
    })),
  }
}
