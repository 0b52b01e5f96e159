import { eq, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { incident, ticketSignal } from '../../db/schema/incidents.ts'
import type { Ctx } from '../context.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { isCompromise } from '../tickets/refusal.ts'
import { together } from '../together.ts'
import { currentNews } from './current-news.ts'
import { readIncidentRules } from './incident-rules.ts'
import { faultWords, type KnownFault } from './known-fault.ts'
import { matchIncident } from './match.ts'
import { setLink } from './set-link.ts'
import { symptomsOf } from './symptoms.ts'

/**
 * Notes what a ticket that has just been classified complains of, and ties it to a confirmed incident that it
 * matches (3.4): linked, and the incident's state returned for the acknowledgement, or offered to staff.
 * The caller holds the ticket's lock.
 */
export async function noteSignal(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  text: string,
): Promise<KnownFault | null> {
  if (isCompromise(current)) return null
  const symptoms = symptomsOf(text)
  if (current.intent === 'incident') {
    await insertSignal(tx, {
      ticketId: current.id,
      clientKey: current.requesterId,
      product: current.product,
      symptoms,
      receivedAt: current.receivedAt,
    })
  }
  const { incidents } = await currentNews(ctx, tx)
  const { product, intent } = current
  const known = incidents.map((one) => ({
    one,
    match: matchIncident({ product, symptoms, intent }, one),
  }))
  const same = known.find(({ match }) => match === 'same')
  const found = same ?? known.find(({ match }) => match === 'maybe')
  return found ? tie(ctx, tx, found.one.id, current, found === same) : null
}

const columns = ['ticketId', 'clientKey', 'product', 'symptoms', 'receivedAt'] as const

/** Counted for the first client the requester acts for, else for the person: several letters of one count once. */
const insertSignal = together(
  async (
    tx,
    signals: Pick<typeof ticketSignal.$inferInsert, (typeof columns)[number]>[],
  ): Promise<undefined> => {
    const { source } = jsonRows(ticketSignal, columns, signals)
    await tx.execute(sql`
      insert into ${ticketSignal} (ticket_id, client_key, product, symptoms, received_at)
      select given.ticket_id, coalesce((
        select min(c.id::text) from client_contact cc join client c on c.id = cc.client_id
        where cc.contact_id = given.client_key::uuid and cc.ended_at is null
          and c.merged_into_id is null
      ), given.client_key), given.product, given.symptoms, given.received_at
      from ${source} on conflict do nothing`)
  },
)

/** The list of incidents may be some seconds old: under a lock that waits for their end, it is looked at anew. */
async function tie(
  ctx: Ctx,
  tx: Transaction,
  incidentId: string,
  current: Ticket,
  same: boolean,
): Promise<KnownFault | null> {
  const [live] = await tx.select().from(incident).where(eq(incident.id, incidentId)).for('share')
  if (live?.state !== 'confirmed') return null
  const linked = same && (await readIncidentRules(tx)).autoLink
  await setLink(ctx, tx, live, current, linked ? 'linked' : 'offered')
  return linked ? faultWords(tx, live, current) : null
}
