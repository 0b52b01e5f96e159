import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { releaseNote } from '../../db/schema/incidents.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'

export const WithdrawReleaseInput = z.object({ releaseId: z.uuid() })
export type WithdrawReleaseInput = z.infer<typeof WithdrawReleaseInput>

/** The release was taken back (R42): its tickets are reopened by hand, one by one, as each deserves. */
export async function withdrawRelease(ctx: Ctx, input: WithdrawReleaseInput): Promise<void> {
  requireRight(ctx, 'incidents.write')
  const { releaseId } = WithdrawReleaseInput.parse(input)
  await inTx(ctx, async (tx) => {
    const [row] = await tx
      .select()
      .from(releaseNote)
      .where(eq(releaseNote.id, releaseId))
      .for('update')
    if (!row) throw new DomainError('not_found', 'releaseNotFound')
    if (row.withdrawnAt !== null) throw new DomainError('conflict', 'releaseWithdrawn')
    await tx
      .update(releaseNote)
      .set({ withdrawnAt: ctx.now() })
      .where(eq(releaseNote.id, releaseId))
    await appendAudit(ctx, tx, { chain: `release:${releaseId}`, action: 'release.withdrawn' })
  })
}
