import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { alert } from '../../db/schema/alerts.ts'
import { staff, staffSession, staffTotp } from '../../db/schema/people.ts'
import type { Ctx, StaffActor } from '../context.ts'
import { newSecretToken, secretTokenHash } from './secret-token.ts'

/** A session ends after so long without a request. */
export const sessionLifeMs = 12 * 3600_000
/** The end is moved at most so often: reading a page should not write. */
const slideEveryMs = 10 * 60_000

export type StaffSession = {
  actor: StaffActor
  name: string
  email: string
  /** The account has a second factor and this session has not proved it yet: it may do nothing else. */
  awaitsSecondFactor: boolean
  /** How many alerts wait for somebody: shown on every page. */
  openAlerts: number
  /** Names the session where its secret must not appear. */
  tokenHash: string
}

/** A new session; the token goes into a cookie, its hash into the table. Old sessions are swept on the way. */
export async function openSession(ctx: Ctx, tx: Transaction, staffId: string): Promise<string> {
  const token = newSecretToken()
  await tx
    .delete(staffSession)
    .where(and(eq(staffSession.staffId, staffId), lt(staffSession.expiresAt, ctx.now())))
  await tx.insert(staffSession).values({
    tokenHash: secretTokenHash(token),
    staffId,
    createdAt: ctx.now(),
    expiresAt: new Date(ctx.now().getTime() + sessionLifeMs),
  })
  return token
}

/**
 * Who a cookie's token belongs to; null when unknown, ended or disabled. `slide` moves the end: true for
 * what a person did, false for what a page does by itself.
 */
export async function findSession(
  ctx: Ctx,
  token: string,
  options: { slide: boolean },
): Promise<StaffSession | null> {
  const tokenHash = secretTokenHash(token)
  const now = ctx.now()
  const [row] = await ctx.db
    .select({
      staffId: staff.id,
      role: staff.role,
      name: staff.name,
      email: staff.email,
      expiresAt: staffSession.expiresAt,
      secondFactorAt: staffSession.secondFactorAt,
      totpSince: staffTotp.confirmedAt,
      openAlerts: sql<number>`(select count(*)::int from ${alert} where ${alert.acknowledgedAt} is null)`,
    })
    .from(staffSession)
    .innerJoin(staff, eq(staff.id, staffSession.staffId))
    .leftJoin(staffTotp, eq(staffTotp.staffId, staff.id))
    .where(
      and(
        eq(staffSession.tokenHash, tokenHash),
        gt(staffSession.expiresAt, now),
        isNull(staff.disabledAt),
      ),
    )
  if (!row) return null
  const end = new Date(now.getTime() + sessionLifeMs)
  if (options.slide && end.getTime() - row.expiresAt.getTime() > slideEveryMs) {
    await ctx.db
      .update(staffSession)
      .set({ expiresAt: end })
      .where(eq(staffSession.tokenHash, tokenHash))
  }
  return {
    actor: {
      kind: 'staff',
      staffId: row.staffId,
      role: row.role,
      ...(row.secondFactorAt === null ? {} : { secondFactor: true }),
    },
    awaitsSecondFactor: row.totpSince !== null && row.secondFactorAt === null,
    name: row.name,
    email: row.email,
    openAlerts: row.openAlerts,
    tokenHash,
  }
}
