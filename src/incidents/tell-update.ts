import type { Transaction } from '../../db/client.ts'
import { incidentUpdate } from '../../db/schema/incidents.ts'
import type { Ctx } from '../context.ts'
import { queueBroadcast } from '../delivery/broadcast.ts'
import { requestersOf } from '../delivery/recipients.ts'
import type { Incident } from './current-news.ts'
import { type IncidentUpdate, linkedTickets } from './load-incident.ts'
import { subscribers } from './subscribers.ts'
import { broadcastWords } from './words.ts'

export type UpdateTexts = Pick<IncidentUpdate, 'stage' | 'textRu' | 'textKk' | 'textEn'>

/**
 * Writes what clients are told next of a locked incident and tells everybody it concerns, each once. Whoever
 * is linked later is told by the linking, which waits for this lock.
 */
export async function tellUpdate(
  ctx: Ctx,
  tx: Transaction,
  to: Incident,
  texts: UpdateTexts,
  staffId: string,
): Promise<IncidentUpdate> {
  const update = {
    id: ctx.newId(),
    incidentId: to.id,
    staffId,
    publishedAt: ctx.now(),
    stage: texts.stage,
    textRu: texts.textRu,
    textKk: texts.textKk,
    textEn: texts.textEn,
  }
  await tx.insert(incidentUpdate).values(update)
  await tellLinked(ctx, tx, to, update, await linkedTickets(tx, to.id))
  await queueBroadcast(ctx, tx, {
    broadcastId: update.id,
    to: await subscribers(tx),
    words: broadcastWords(to, update),
  })
  return update
}

/** Tells the requesters of these tickets; who knows it already is not told again. */
export async function tellLinked(
  ctx: Ctx,
  tx: Transaction,
  to: Incident,
  update: IncidentUpdate,
  ticketIds: string[],
): Promise<void> {
  await queueBroadcast(ctx, tx, {
    broadcastId: update.id,
    to: await requestersOf(tx, ticketIds, { solved: update.stage === 'resolved' }),
    words: broadcastWords(to, update),
  })
}
