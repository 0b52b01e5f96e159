import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { staff, staffRecoveryCode, staffSession, staffTotp } from '../../db/schema/people.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { secretTokenHash } from './secret-token.ts'
import { newRecoveryCode, plainRecoveryCode, totpStep } from './totp.ts'

const recoveryCodes = 10

export type Totp = typeof staffTotp.$inferSelect

/** The account locked, with its shared secret if it has one. */
export async function lockedTotp(tx: Transaction, staffId: string): Promise<Totp | null> {
  const [account] = await tx
    .select({ id: staff.id })
    .from(staff)
    .where(eq(staff.id, staffId))
    .for('update')
  if (!account) throw new DomainError('not_found', 'staffNotFound')
  const [row] = await tx.select().from(staffTotp).where(eq(staffTotp.staffId, staffId))
  return row ?? null
}

export function totpSecret(ctx: Pick<Ctx, 'vault'>, row: Totp): string {
  return ctx.vault.open(row.secretSealed, `totp:${row.staffId}`)
}

/** Takes a code of the app or a recovery code, once. @throws DomainError `forbidden` for any other */
export async function takeCode(
  ctx: Ctx,
  tx: Transaction,
  row: Totp,
  code: string,
): Promise<'app' | 'recovery'> {
  const step = totpStep(totpSecret(ctx, row), code, ctx.now(), row.lastStep)
  if (step !== null) {
    await tx.update(staffTotp).set({ lastStep: step }).where(eq(staffTotp.staffId, row.staffId))
    return 'app'
  }
  const used = await tx
    .update(staffRecoveryCode)
    .set({ usedAt: ctx.now() })
    .where(
      and(
        eq(staffRecoveryCode.codeHash, secretTokenHash(plainRecoveryCode(code))),
        eq(staffRecoveryCode.staffId, row.staffId),
        isNull(staffRecoveryCode.usedAt),
      ),
    )
    .returning({ staffId: staffRecoveryCode.staffId })
  if (used.length === 0) throw new DomainError('forbidden', 'codeWrong')
  return 'recovery'
}

/** Fresh recovery codes instead of all earlier ones; returned this once. */
export async function renewRecoveryCodes(
  ctx: Ctx,
  tx: Transaction,
  staffId: string,
): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodes }, newRecoveryCode)
  await tx.delete(staffRecoveryCode).where(eq(staffRecoveryCode.staffId, staffId))
  await tx.insert(staffRecoveryCode).values(
    codes.map((code) => ({
      codeHash: secretTokenHash(plainRecoveryCode(code)),
      staffId,
      createdAt: ctx.now(),
    })),
  )
  return codes
}

/** This session has proved both factors. */
export async function markSession(ctx: Ctx, tx: Transaction, tokenHash: string): Promise<void> {
  await tx
    .update(staffSession)
    .set({ secondFactorAt: ctx.now() })
    .where(eq(staffSession.tokenHash, tokenHash))
}
