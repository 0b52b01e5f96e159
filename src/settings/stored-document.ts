import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import type { Database, Transaction } from '../../db/client.ts'
import { setting } from '../../db/schema/catalogue.ts'
import type { Ctx } from '../context.ts'

/** A setting that is a document of its own rather than a line of the settings page; one that no longer fits counts as never set. */
export async function readDocument<T>(
  db: Pick<Database | Transaction, 'select'>,
  document: { key: string; schema: z.ZodType<T>; initial: T },
): Promise<T> {
  const [row] = await db.select().from(setting).where(eq(setting.key, document.key))
  const stored = document.schema.safeParse(row?.value)
  return stored.success ? stored.data : document.initial
}

export async function storeDocument(
  ctx: Ctx,
  tx: Transaction,
  key: string,
  value: object,
): Promise<void> {
  const row = { value, updatedAt: ctx.now() }
  await tx
    .insert(setting)
    .values({ key, ...row })
    .onConflictDoUpdate({ target: setting.key, set: row })
}
