import { asc, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { incident } from '../../db/schema/incidents.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { forgetNews } from './current-news.ts'
import { IncidentSubject, UpdateWords } from './incident-input.ts'
import { liveOn } from './live-subject.ts'
import { requireIncidentForUpdate } from './load-incident.ts'
import { setLink } from './set-link.ts'
import { tellUpdate } from './tell-update.ts'

export const ConfirmIncidentInput = z.object({
  incidentId: z.uuid(),
  ...IncidentSubject,
  ...UpdateWords,
  /** Of the offered tickets, those that it explains. */
  ticketIds: z.array(z.uuid()).default([]),
})
export type ConfirmIncidentInput = z.input<typeof ConfirmIncidentInput>

/** The proposed incident is one (3.4): its tickets are linked and their clients told, each once. */
export async function confirmIncident(ctx: Ctx, input: ConfirmIncidentInput): Promise<void> {
  const { staffId } = requireRight(ctx, 'incidents.write')
  const given = ConfirmIncidentInput.parse(input)
  const { incidentId, ticketIds, stage, textRu, textKk, textEn, ...subject } = given
  if (stage === 'resolved') throw new DomainError('invalid', 'incidentStartsOver')
  await inTx(ctx, async (tx) => {
    // Tickets before the incident, as everywhere: an acknowledgement holds its ticket when it links it.
    const tickets = await tx
      .select()
      .from(ticket)
      .where(inArray(ticket.id, ticketIds))
      .orderBy(asc(ticket.id))
      .for('update')
    const before = await requireIncidentForUpdate(tx, incidentId)
    if (before.state !== 'proposed') throw new DomainError('conflict', 'incidentDecided')
    if (await liveOn(tx, subject, incidentId)) throw new DomainError('conflict', 'incidentKnown')
    const now = ctx.now()
    const [confirmed] = await tx
      .update(incident)
      .set({ ...subject, state: 'confirmed', confirmedAt: now, updatedAt: now })
      .where(eq(incident.id, incidentId))
      .returning()
    if (!confirmed) throw new DomainError('not_found', 'incidentNotFound')
    for (const one of tickets) {
      if (one.mergedIntoId === null) await setLink(ctx, tx, confirmed, one, 'linked')
    }
    await tellUpdate(ctx, tx, confirmed, { stage, textRu, textKk, textEn }, staffId)
    await appendAudit(ctx, tx, {
      chain: `incident:${incidentId}`,
      action: 'incident.confirmed',
      data: { ...subject, tickets: tickets.length },
    })
  })
  forgetNews(ctx.db)
}
