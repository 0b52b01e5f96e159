import { and, eq, isNull } from 'drizzle-orm'
import { staffRecoveryCode, staffTotp } from '../../db/schema/people.ts'
import type { Ctx } from '../context.ts'
import { totpSecret } from './second-factor.ts'

export type TotpState =
  | { state: 'off' }
  /** Shown to its owner until the first code has confirmed it. */
  | { state: 'started'; secret: string }
  | { state: 'on'; recoveryLeft: number }

/** How the second factor of an account stands, for the page of its owner. */
export async function totpState(
  ctx: Pick<Ctx, 'db' | 'vault'>,
  staffId: string,
): Promise<TotpState> {
  const [row] = await ctx.db.select().from(staffTotp).where(eq(staffTotp.staffId, staffId))
  if (!row) return { state: 'off' }
  if (row.confirmedAt === null) return { state: 'started', secret: totpSecret(ctx, row) }
  const recoveryLeft = await ctx.db.$count(
    staffRecoveryCode,
    and(eq(staffRecoveryCode.staffId, staffId), isNull(staffRecoveryCode.usedAt)),
  )
  return { state: 'on', recoveryLeft }
}
