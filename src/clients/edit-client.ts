import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { client } from '../../db/schema/clients.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { checkClientNumber, sealedNumber } from './client-number.ts'
import { ClientFields, refuseTaken } from './create-client.ts'
import { maskIinBin } from './iin-bin.ts'
import { type Client, requireClientForUpdate } from './load-client.ts'

export const EditClientInput = ClientFields.extend({
  clientId: z.uuid(),
  /** Undefined keeps the number; it is never shown whole in a form. */
  number: z.string().max(40).optional(),
  logoConsent: z.enum(['unknown', 'yes', 'no']).default('unknown'),
  logoConsentNote: z.string().trim().max(1000).default(''),
})
export type EditClientInput = z.input<typeof EditClientInput>

/** Changes the card; the audit row tells what it said before (2.6, R26). Access does not change (trap 3). */
export async function editClient(ctx: Ctx, input: EditClientInput): Promise<Client> {
  requireRight(ctx, 'clients.write')
  const { clientId, number, ...fields } = EditClientInput.parse(input)
  return inTx(ctx, async (tx) => {
    const before = await requireClientForUpdate(tx, clientId)
    return changeClient(ctx, tx, before, { ...fields, number })
  })
}

/** The same for a locked client, without asking who acts. */
export async function changeClient(
  ctx: Ctx,
  tx: Transaction,
  before: Client,
  { number, ...fields }: Omit<z.output<typeof EditClientInput>, 'clientId'>,
): Promise<Client> {
  const had = openNumber(ctx, before)
  const { value } = checkClientNumber(
    { ...fields, number: number === undefined ? (had ?? '') : number },
    ctx.now(),
  )
  if (value !== null && value !== had) await refuseTaken(ctx, tx, value, before.id)
  const consents = fields.logoConsent !== before.logoConsent
  // 5.3.6: a prohibition holds from its date on; consent does not come back by an edit (R44).
  if (consents && before.logoConsent === 'no') {
    throw new DomainError('precondition', 'logoProhibited')
  }
  const set = {
    ...fields,
    ...(value === had ? {} : sealedNumber(ctx, before.id, value)),
    logoConsentAt: consents ? ctx.now() : before.logoConsentAt,
  }
  const [row] = await tx
    .update(client)
    .set({ ...set, updatedAt: ctx.now() })
    .where(eq(client.id, before.id))
    .returning()
  if (!row) throw new Error('client vanished')
  const changed = changes(before, row)
  if (value !== had) changed.number = [masked(had), masked(value)]
  if (Object.keys(changed).length === 0) return row
  await appendAudit(ctx, tx, {
    chain: `client:${row.id}`,
    action: 'client.edited',
    data: { changed },
  })
  return row
}

const watched = [
  'kind',
  'name',
  'nonResident',
  'noNumberReason',
  'acceptedAt',
  'acceptedBy',
  'acceptedVersion',
  'reservations',
  'logoConsent',
  'logoConsentNote',
] as const satisfies readonly (keyof Client)[]

/** Old and new value of every field that differs. */
function changes(before: Client, after: Client): Record<string, unknown[]> {
  const plain = (value: unknown) => (value instanceof Date ? value.toISOString() : value)
  return Object.fromEntries(
    watched
      .filter((field) => plain(before[field]) !== plain(after[field]))
      .map((field) => [field, [plain(before[field]), plain(after[field])]]),
  )
}

function masked(value: string | null): string | null {
  return value === null ? null : maskIinBin(value)
}

/** The client's IIN or BIN in clear, for those who have checked that it may be used. */
export function openNumber(
  ctx: Pick<Ctx, 'vault'>,
  row: { id: string; numberSealed: string | null },
): string | null {
  return row.numberSealed === null ? null : ctx.vault.open(row.numberSealed, `client:${row.id}`)
}
