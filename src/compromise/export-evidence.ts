import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { staff } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { currentSettings } from '../settings/current-settings.ts'
import { sha256Of } from '../storage/blob-store.ts'
import { formatTicketNumber } from '../tickets/ticket-number.ts'
import { caseEvidence } from './case-evidence.ts'
import { evidencePdf } from './evidence-pdf.ts'
import { requireCaseForUpdate } from './load-case.ts'

export const ExportEvidenceInput = z.object({ caseId: z.uuid() })
export type ExportEvidenceInput = z.infer<typeof ExportEvidenceInput>

/** The evidence file of a case (R73). Who took it, and its hash, stand in the chain of the case. */
export async function exportEvidence(
  ctx: Ctx,
  input: ExportEvidenceInput,
): Promise<{ name: string; pdf: Buffer; sha256: string }> {
  const { staffId } = requireRight(ctx, 'compromise.evidence')
  const { caseId } = ExportEvidenceInput.parse(input)
  const evidence = await caseEvidence(ctx, caseId)
  const [maker] = await ctx.db.select({ name: staff.name }).from(staff).where(eq(staff.id, staffId))
  if (!evidence || !maker) throw new DomainError('not_found', 'caseNotFound')
  const { companyNameRu, companyBin } = await currentSettings(ctx.db)
  const company = `${companyNameRu}, БИН ${companyBin}`
  const pdf = await evidencePdf(evidence, { company, name: maker.name, at: ctx.now() })
  const sha256 = sha256Of(pdf)
  await inTx(ctx, async (tx) => {
    await requireCaseForUpdate(tx, caseId)
    await appendAudit(ctx, tx, {
      chain: `case:${caseId}`,
      action: 'compromise.evidence_exported',
      data: { sha256, bytes: pdf.length },
    })
  })
  return { name: `${formatTicketNumber(evidence.found.number)}.pdf`, pdf, sha256 }
}
