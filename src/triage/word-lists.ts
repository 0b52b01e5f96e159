import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Database, Transaction } from '../../db/client.ts'
import { setting } from '../../db/schema/catalogue.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireStaff, type StaffRole } from '../context.ts'
import { rights } from '../rights.ts'
import type { ProfanityOptions } from './profanity.ts'

export const wordListRoles: readonly StaffRole[] = rights['triage.write']

const key = 'profanityWords'
const freshMs = 5000

const words = z
  .string()
  .max(10_000, 'articleTooLong')
  .transform((text) => [
    ...new Set(
      text
        .toLowerCase()
        .split(/[\s,;]+/u)
        .filter((word) => word !== ''),
    ),
  ])

export const SetWordListsInput = z.object({ stop: words, allow: words })
export type SetWordListsInput = z.input<typeof SetWordListsInput>

const Stored = z.object({ stop: z.array(z.string()), allow: z.array(z.string()) })
export type WordLists = z.infer<typeof Stored> & ProfanityOptions

const known = new WeakMap<Database, { readAt: number; lists: Promise<WordLists> }>()

/** Words that staff added to the profanity filter or took out of it; read once in five seconds. */
export function currentWordLists(db: Database): Promise<WordLists> {
  const now = performance.now()
  const last = known.get(db)
  if (last && now - last.readAt < freshMs) return last.lists
  const lists = readWordLists(db)
  known.set(db, { readAt: now, lists })
  lists.catch(() => known.delete(db))
  return lists
}

export async function readWordLists(
  db: Pick<Database | Transaction, 'select'>,
): Promise<WordLists> {
  const [row] = await db.select().from(setting).where(eq(setting.key, key))
  const stored = Stored.safeParse(row?.value)
  return stored.success ? stored.data : { stop: [], allow: [] }
}

/** Words only set a flag for staff (R98, R107): no letter is lost or answered otherwise for them. */
export async function setWordLists(ctx: Ctx, input: SetWordListsInput): Promise<void> {
  requireStaff(ctx, wordListRoles)
  const value = SetWordListsInput.parse(input)
  await inTx(ctx, async (tx) => {
    await tx.execute(sql`lock table ${setting} in share row exclusive mode`)
    const row = { value, updatedAt: ctx.now() }
    await tx
      .insert(setting)
      .values({ key, ...row })
      .onConflictDoUpdate({ target: setting.key, set: row })
    await appendAudit(ctx, tx, {
      chain: 'settings',
      action: 'settings.word_lists_changed',
      data: { stop: value.stop.length, allow: value.allow.length },
    })
  })
  known.delete(ctx.db)
}
