import { and, asc, gt, inArray, isNotNull, or, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { incident, incidentTicket, ticketSignal } from '../../db/schema/incidents.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { raiseAlert } from '../alerts/raise-alert.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import type { Incident } from './current-news.ts'
import { readIncidentRules } from './incident-rules.ts'
import { matchIncident } from './match.ts'
import {
  comparedDays,
  findRises,
  type IncidentRules,
  type Rise,
  rulesOf,
  type Signal,
  subjectKey,
} from './rises.ts'
import type { Symptom } from './symptoms.ts'

const dayMs = 86_400_000

/**
 * Looks for a rise of similar requests and proposes an incident (3.4); what matches one that lives is offered
 * to it. Staff decide: nobody is told anything. Done twice at one moment it changes nothing.
 */
export async function watchIncidents(ctx: Ctx): Promise<void> {
  requireSystem(ctx)
  await inTx(ctx, async (tx) => {
    const rules = await readIncidentRules(tx)
    const signals = await loadSignals(tx, rules, ctx.now())
    const taken = await offerToLive(ctx, tx, signals)
    const left = signals.filter(({ ticketId }) => !taken.has(ticketId))
    const quiet = await quietSince(tx, ctx.now())
    for (const rise of findRises(left, rules, ctx.now(), quiet)) await propose(ctx, tx, rise, rules)
  })
}

/** The window of now and of the same hour on the days before, as long as the longest that is set. */
async function loadSignals(tx: Transaction, rules: IncidentRules, now: Date): Promise<Signal[]> {
  const products = [...Object.keys(rules.products), '']
  const longest = Math.max(...products.map((code) => rulesOf(rules, code).windowMinutes)) * 60_000
  const windows = Array.from({ length: comparedDays + 1 }, (_, day) => {
    const to = new Date(now.getTime() - day * dayMs).toISOString()
    return sql`(${ticketSignal.receivedAt} > ${new Date(Date.parse(to) - longest).toISOString()} and ${ticketSignal.receivedAt} <= ${to})`
  })
  const rows = await tx
    .select()
    .from(ticketSignal)
    .where(or(...windows))
    .orderBy(asc(ticketSignal.receivedAt), asc(ticketSignal.ticketId))
  return rows.map(({ receivedAt, symptoms, ...row }) => ({
    ...row,
    symptoms: symptoms as Symptom[],
    at: receivedAt,
  }))
}

/** Returns the tickets that some live incident explains or has been offered. */
async function offerToLive(ctx: Ctx, tx: Transaction, signals: Signal[]): Promise<Set<string>> {
  const live = await tx
    .select()
    .from(incident)
    .where(inArray(incident.state, ['proposed', 'confirmed']))
    .orderBy(asc(incident.proposedAt), asc(incident.id))
  const known = await knownTickets(tx, live)
  const taken = new Set(known.filter(({ state }) => state !== 'unlinked').map(({ id }) => id))
  for (const signal of signals) {
    if (taken.has(signal.ticketId)) continue
    const of = live.find(
      (one) =>
        signal.at >= one.startedAt &&
        matchIncident({ ...signal, intent: 'incident' }, one) === 'same' &&
        !known.some(({ id, incidentId }) => id === signal.ticketId && incidentId === one.id),
    )
    if (!of) continue
    await offer(ctx, tx, of.id, [signal.ticketId])
    taken.add(signal.ticketId)
  }
  return taken
}

async function knownTickets(tx: Transaction, live: Incident[]) {
  return tx
    .select({
      id: incidentTicket.ticketId,
      incidentId: incidentTicket.incidentId,
      state: incidentTicket.state,
    })
    .from(incidentTicket)
    .where(
      inArray(
        incidentTicket.incidentId,
        live.map(({ id }) => id),
      ),
    )
}

async function offer(ctx: Ctx, tx: Transaction, incidentId: string, ticketIds: string[]) {
  await tx
    .insert(incidentTicket)
    .values(
      ticketIds.map((ticketId) => ({
        incidentId,
        ticketId,
        state: 'offered' as const,
        at: ctx.now(),
      })),
    )
    .onConflictDoNothing()
}

/** When the last incident of each product and symptom ended: what came before it is dealt with. */
async function quietSince(tx: Transaction, now: Date): Promise<Map<string, Date>> {
  const since = new Date(now.getTime() - dayMs)
  const rows = await tx
    .select({ product: incident.product, symptom: incident.symptom, at: incident.endedAt })
    .from(incident)
    .where(and(isNotNull(incident.endedAt), gt(incident.endedAt, since)))
    .orderBy(asc(incident.endedAt))
  return new Map(
    rows.flatMap(({ product, symptom, at }) => (at ? [[subjectKey(product, symptom), at]] : [])),
  )
}

async function propose(ctx: Ctx, tx: Transaction, rise: Rise, rules: IncidentRules): Promise<void> {
  const { product, symptom, clients, usual, ticketIds } = rise
  const id = ctx.newId()
  const [first] = await tx
    .select({ at: ticket.receivedAt })
    .from(ticket)
    .where(inArray(ticket.id, ticketIds))
    .orderBy(asc(ticket.receivedAt))
    .limit(1)
  const evidence = {
    clients,
    usual: Math.round(usual * 10) / 10,
    windowMinutes: rulesOf(rules, product).windowMinutes,
    tickets: ticketIds.length,
  }
  const [made] = await tx
    .insert(incident)
    .values({
      id,
      state: 'proposed',
      product,
      symptom,
      evidence,
      startedAt: first?.at ?? rise.from,
      proposedAt: ctx.now(),
      updatedAt: ctx.now(),
    })
    .onConflictDoNothing()
    .returning({ id: incident.id })
  if (!made) return
  await offer(ctx, tx, id, ticketIds)
  await raiseAlert(ctx, tx, {
    kind: 'incident_proposed',
    severity: 'critical',
    key: `incident:${id}`,
    toSupervisor: true,
    data: { incidentId: id, symptom, clients },
  })
  await appendAudit(
    ctx,
    tx,
    {
      chain: `incident:${id}`,
      action: 'incident.proposed',
      data: { product, symptom, ...evidence },
    },
    'new',
  )
}
