import { inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { client, clientKinds } from '../../db/schema/clients.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { addContactTo, ContactFields } from './add-client-contact.ts'
import { checkClientNumber, sealedNumber } from './client-number.ts'
import type { Client } from './load-client.ts'

export const ClientFields = z.object({
  kind: z.enum(clientKinds),
  name: z.string().trim().min(1, 'nameMissing').max(300, 'nameTooLong'),
  number: z.string().max(40).default(''),
  nonResident: z.boolean().default(false),
  noNumberReason: z.string().trim().max(500).default(''),
  acceptedAt: z.date().nullable().default(null),
  acceptedBy: z.enum(['signature', 'payment']).nullable().default(null),
  acceptedVersion: z.string().trim().max(100).default(''),
  reservations: z.string().trim().max(5000).default(''),
})

export const CreateClientInput = ClientFields.extend({
  source: z.enum(['staff', 'import', 'platform']).default('staff'),
  drill: z.boolean().default(false),
  /** What kense.app calls the client. */
  platformId: z.string().trim().min(1).max(100).nullable().default(null),
  /** The person the client starts with: his addresses become the trusted ones (2.5). */
  person: ContactFields.nullable().default(null),
})
export type CreateClientInput = z.input<typeof CreateClientInput>

/** Registers a client (definition 7). @throws DomainError `conflict` when the IIN or BIN is taken */
export async function createClient(ctx: Ctx, input: CreateClientInput): Promise<Client> {
  requireRight(ctx, 'clients.write')
  return inTx(ctx, (tx) => insertClient(ctx, tx, input))
}

/** The same within a transaction and without asking who acts: for the import and the platform. */
export async function insertClient(
  ctx: Ctx,
  tx: Transaction,
  input: CreateClientInput,
): Promise<Client> {
  const { person, number, ...fields } = CreateClientInput.parse(input)
  const { value } = checkClientNumber({ ...fields, number }, ctx.now())
  if (value !== null) await refuseTaken(ctx, tx, value)
  const id = ctx.newId()
  const [row] = await tx
    .insert(client)
    .values({
      id,
      ...fields,
      ...sealedNumber(ctx, id, value),
      createdAt: ctx.now(),
      updatedAt: ctx.now(),
    })
    .onConflictDoNothing()
    .returning()
  if (!row) throw new DomainError('conflict', 'numberTaken')
  await appendAudit(
    ctx,
    tx,
    {
      chain: `client:${id}`,
      action: 'client.created',
      data: { kind: row.kind, source: row.source, nonResident: row.nonResident, drill: row.drill },
    },
    'new',
  )
  if (person) await addContactTo(ctx, tx, row, { ...person, trusted: true })
  return row
}

/** Also against hashes of an earlier key, which the unique index cannot see. */
export async function refuseTaken(
  ctx: Ctx,
  tx: Transaction,
  value: string,
  except?: string,
): Promise<void> {
  const [taken] = await tx
    .select({ id: client.id })
    .from(client)
    .where(
      sql`${inArray(client.numberHash, ctx.vault.fingerprints(value))} and ${client.mergedIntoId} is null`,
    )
  if (taken && taken.id !== except) throw new DomainError('conflict', 'numberTaken')
}
