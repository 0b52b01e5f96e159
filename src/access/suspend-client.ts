import { and, eq, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { product } from '../../db/schema/catalogue.ts'
import { clientContact } from '../../db/schema/clients.ts'
import { requireClientForUpdate } from '../clients/load-client.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { insertSuspension, type Suspension } from './insert-suspension.ts'

/** Agreement 4.3 (R30). */
export const breachCodes = Array.from({ length: 12 }, (_, at) => `4.3.${at + 1}`)

export const SuspendClientInput = z.object({
  clientId: z.uuid(),
  scope: z.enum(['platform', 'products', 'holder', 'keys']),
  products: z.array(z.string()).default([]),
  holderContactId: z.uuid().nullable().default(null),
  keySerials: z.array(z.string().trim().min(1).max(100)).max(50).default([]),
  codes: z.array(z.enum(breachCodes as [string, ...string[]])).default([]),
  text: z.string().trim().max(2000).default(''),
  /** null: at once. */
  startsAt: z.date().nullable().default(null),
})
export type SuspendClientInput = z.input<typeof SuspendClientInput>

/** Closes access for a breach (5.3.7; R45, R46); compromise goes through its case. Stacks with other grounds. */
export async function suspendClient(ctx: Ctx, input: SuspendClientInput): Promise<Suspension> {
  requireRight(ctx, 'access.suspend')
  const given = SuspendClientInput.parse(input)
  if (given.codes.length === 0 && given.text === '') {
    throw new DomainError('invalid', 'breachMissing')
  }
  if (given.startsAt !== null && given.startsAt < ctx.now()) {
    throw new DomainError('invalid', 'startsInPast')
  }
  return inTx(ctx, async (tx) => {
    const of = await requireClientForUpdate(tx, given.clientId)
    await checkScope(tx, of.id, given)
    const row = await insertSuspension(ctx, tx, of, {
      ...scopeValues(given),
      reason: 'breach',
      codes: given.codes,
      text: given.text,
      ...(given.startsAt === null ? {} : { startsAt: given.startsAt }),
    })
    if (!row) throw new DomainError('conflict', 'alreadySuspended')
    return row
  })
}

export type ScopeInput = Pick<
  z.output<typeof SuspendClientInput>,
  'scope' | 'products' | 'holderContactId' | 'keySerials'
>

/** Only what the scope is about; the rest of a form is left out. */
export function scopeValues({ scope, products, holderContactId, keySerials }: ScopeInput) {
  return {
    scope,
    products: scope === 'products' ? products : [],
    holderContactId: scope === 'holder' ? holderContactId : null,
    keySerials: scope === 'holder' || scope === 'keys' ? keySerials : [],
  }
}

/** @throws DomainError `invalid` for a scope that names nothing, or somebody of another client */
export async function checkScope(
  tx: Pick<Transaction, '$count'>,
  clientId: string,
  { scope, products, holderContactId, keySerials }: ScopeInput,
): Promise<void> {
  if (scope === 'products') {
    const known =
      products.length > 0 ? await tx.$count(product, inArray(product.code, products)) : 0
    if (known === 0 || known !== new Set(products).size) {
      throw new DomainError('invalid', 'productsMissing')
    }
  }
  if (scope === 'keys' && keySerials.length === 0) throw new DomainError('invalid', 'keysMissing')
  if (scope === 'holder') {
    const acting =
      holderContactId === null
        ? 0
        : await tx.$count(
            clientContact,
            and(
              eq(clientContact.clientId, clientId),
              eq(clientContact.contactId, holderContactId),
              isNull(clientContact.endedAt),
            ),
          )
    if (acting === 0) throw new DomainError('invalid', 'holderMissing')
  }
}
