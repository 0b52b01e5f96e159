import type { Transaction } from '../../db/client.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import type { Incident } from './current-news.ts'
import { incidentOfTicket, newestUpdate } from './load-incident.ts'
import { textIn, titleIn } from './words.ts'

/** What its client is told of the fault that explains a ticket. */
export type KnownFault = { title: string; text: string }

/** The state of a confirmed incident in the language of a ticket. */
export async function faultWords(
  tx: Transaction,
  live: Incident,
  { locale }: Pick<Ticket, 'locale'>,
): Promise<KnownFault | null> {
  const update = await newestUpdate(tx, live.id)
  return update && { title: titleIn(live, locale), text: textIn(update, locale) }
}

/** The fault that explains a ticket while it lasts, for an answer to further words. */
export async function knownFaultOf(tx: Transaction, current: Ticket): Promise<KnownFault | null> {
  const live = await incidentOfTicket(tx, current.id)
  return live && faultWords(tx, live, current)
}
