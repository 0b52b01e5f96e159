import { and, eq, inArray, isNull, ne } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { incident } from '../../db/schema/incidents.ts'

/** Whether a proposed or confirmed incident, other than `exceptId`, has the same product and symptom. */
export async function liveOn(
  tx: Pick<Transaction, 'select'>,
  subject: { product: string | null; symptom: string | null },
  exceptId?: string,
): Promise<boolean> {
  const { product, symptom } = subject
  const [row] = await tx
    .select({ id: incident.id })
    .from(incident)
    .where(
      and(
        inArray(incident.state, ['proposed', 'confirmed']),
        product === null ? isNull(incident.product) : eq(incident.product, product),
        symptom === null ? isNull(incident.symptom) : eq(incident.symptom, symptom),
        exceptId === undefined ? undefined : ne(incident.id, exceptId),
      ),
    )
    .limit(1)
  return row !== undefined
}
