import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { mergeRecord } from '../../db/schema/clients.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { undoClientMerge } from './undo-client-merge.ts'
import { undoContactMerge } from './undo-contact-merge.ts'

export const UndoMergeInput = z.object({ mergeId: z.uuid() })
export type UndoMergeInput = z.infer<typeof UndoMergeInput>

/** Takes back a merge of two clients or two persons. @throws DomainError `conflict` when that is done already */
export async function undoMerge(ctx: Ctx, input: UndoMergeInput): Promise<void> {
  requireRight(ctx, 'clients.merge')
  const { mergeId } = UndoMergeInput.parse(input)
  await inTx(ctx, async (tx) => {
    const [record] = await tx
      .select()
      .from(mergeRecord)
      .where(and(eq(mergeRecord.id, mergeId), isNull(mergeRecord.undoneAt)))
      .for('update')
    if (!record) throw new DomainError('conflict', 'mergeUndone')
    if (record.kind === 'client') await undoClientMerge(ctx, tx, record)
    else await undoContactMerge(ctx, tx, record)
  })
}
