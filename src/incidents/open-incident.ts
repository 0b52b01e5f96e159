import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { incident } from '../../db/schema/incidents.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { forgetNews } from './current-news.ts'
import { IncidentSubject, UpdateWords } from './incident-input.ts'
import { liveOn } from './live-subject.ts'
import { astanaMoment } from './publish-announcement.ts'
import { tellUpdate } from './tell-update.ts'

export const OpenIncidentInput = z.object({
  ...IncidentSubject,
  ...UpdateWords,
  startedAt: astanaMoment,
})
export type OpenIncidentInput = z.input<typeof OpenIncidentInput>

/** Staff know of a fault before enough clients have written (3.4): it is confirmed from the first. */
export async function openIncident(ctx: Ctx, input: OpenIncidentInput): Promise<string> {
  const { staffId } = requireRight(ctx, 'incidents.write')
  const given = OpenIncidentInput.parse(input)
  const { stage, textRu, textKk, textEn, ...subject } = given
  if (given.stage === 'resolved') throw new DomainError('invalid', 'incidentStartsOver')
  const id = ctx.newId()
  await inTx(ctx, async (tx: Transaction) => {
    if (await liveOn(tx, subject)) throw new DomainError('conflict', 'incidentKnown')
    const now = ctx.now()
    const row = {
      id,
      state: 'confirmed' as const,
      ...subject,
      proposedAt: now,
      confirmedAt: now,
      createdBy: staffId,
      updatedAt: now,
    }
    const [made] = await tx.insert(incident).values(row).returning()
    if (!made) throw new Error('incident not stored')
    await tellUpdate(ctx, tx, made, { stage, textRu, textKk, textEn }, staffId)
    await appendAudit(
      ctx,
      tx,
      {
        chain: `incident:${id}`,
        action: 'incident.opened',
        data: { product: made.product, symptom: made.symptom, affectsAll: made.affectsAll },
      },
      'new',
    )
  })
  forgetNews(ctx.db)
  return id
}
