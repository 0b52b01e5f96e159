import { z } from 'zod'
import { type Symptom, symptoms } from './symptoms.ts'

const window = z.coerce.number('numberMalformed').int('numberMalformed').min(5).max(720)
const clients = z.coerce.number('numberMalformed').int('numberMalformed').min(2).max(1000)
const rise = z.coerce.number('numberMalformed').min(1).max(100)

/** When requests that are alike propose an incident (3.4); a product may have numbers of its own. */
export const IncidentRules = z.object({
  windowMinutes: window,
  /** Distinct clients within the window, at least. */
  clients,
  /** How many times the usual number of this time of day. */
  rise,
  /** A new request that matches a confirmed incident is linked at once; else it is offered to staff. */
  autoLink: z.boolean(),
  products: z.record(z.string(), z.object({ windowMinutes: window, clients, rise }).partial()),
})
export type IncidentRules = z.output<typeof IncidentRules>

export const defaultIncidentRules: IncidentRules = {
  windowMinutes: 60,
  clients: 5,
  rise: 3,
  autoLink: true,
  products: {},
}

/** One request as the watch sees it. */
export type Signal = {
  ticketId: string
  clientKey: string
  product: string
  symptoms: readonly Symptom[]
  at: Date
}

export type Rise = {
  product: string
  symptom: Symptom
  from: Date
  to: Date
  /** Distinct. */
  clients: number
  /** Clients in the same window of the day, on average over the week before. */
  usual: number
  ticketIds: string[]
}

export const comparedDays = 7
const dayMs = 86_400_000

export function rulesOf(rules: IncidentRules, product: string) {
  const own = rules.products[product] ?? {}
  return {
    windowMinutes: own.windowMinutes ?? rules.windowMinutes,
    clients: own.clients ?? rules.clients,
    rise: own.rise ?? rules.rise,
  }
}

/**
 * The strongest rise of each product at a moment, if there is one: enough distinct clients with one symptom
 * within the window, and clearly more than usual. `quietSince` holds the end of the last incident of a
 * product and symptom: what came before it counts no more. Pure; the order of the signals is of no account.
 */
export function findRises(
  signals: readonly Signal[],
  rules: IncidentRules,
  now: Date,
  quietSince: ReadonlyMap<string, Date> = new Map(),
): Rise[] {
  const rises: Rise[] = []
  const byProduct = Map.groupBy(signals, ({ product }) => product)
  for (const product of [...byProduct.keys()].toSorted()) {
    const own = rulesOf(rules, product)
    const windowMs = own.windowMinutes * 60_000
    const among = (symptom: Symptom, to: number) =>
      (byProduct.get(product) ?? []).filter(
        (signal) =>
          signal.symptoms.includes(symptom) &&
          signal.at.getTime() > to - windowMs &&
          signal.at.getTime() <= to,
      )
    let best: Rise | null = null
    for (const symptom of symptoms) {
      const since = quietSince.get(subjectKey(product, symptom))?.getTime() ?? 0
      const found = among(symptom, now.getTime()).filter(({ at }) => at.getTime() > since)
      const clients = countClients(found)
      if (clients < own.clients || clients <= (best?.clients ?? 0)) continue
      const before = Array.from({ length: comparedDays }, (_, day) =>
        countClients(among(symptom, now.getTime() - (day + 1) * dayMs)),
      )
      const usual = before.reduce((sum, n) => sum + n, 0) / comparedDays
      if (clients < own.rise * usual) continue
      best = {
        product,
        symptom,
        from: new Date(now.getTime() - windowMs),
        to: now,
        clients,
        usual,
        ticketIds: found.toSorted(inOrder).map(({ ticketId }) => ticketId),
      }
    }
    if (best) rises.push(best)
  }
  return rises
}

export function subjectKey(product: string | null, symptom: string | null): string {
  return `${product ?? ''}:${symptom ?? ''}`
}

function countClients(signals: readonly Signal[]): number {
  return new Set(signals.map(({ clientKey }) => clientKey)).size
}

function inOrder(a: Signal, b: Signal): number {
  return a.at.getTime() - b.at.getTime() || (a.ticketId < b.ticketId ? -1 : 1)
}
