import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { faqOffer, ticketFact } from '../../db/schema/chat.ts'
import { clientsOfContact } from '../clients/sender-context.ts'
import type { Ctx } from '../context.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { together } from '../together.ts'
import type { TriageResult } from '../triage/types.ts'
import { type Ask, chooseAsk } from './choose-ask.ts'
import { factKeys } from './fact-questions.ts'

const offeredAtMost = 8

/** Chooses what the acknowledgement asks and remembers it: answers count only to questions that were put. */
export async function askWithAcknowledgement(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  found: { result: TriageResult; text: string; slugs: string[]; knownFault: boolean },
): Promise<Ask & { organisations: { id: string; name: string }[] }> {
  const own =
    current.channel === 'telegram' ? await clientsOfContact(tx, current.requesterId, ctx.now()) : []
  const chosen = chooseAsk(current, found.result, found.text, found.slugs.length > 0, own.length)
  // Nobody's workplace explains a fault that many have.
  const asked: Ask =
    found.knownFault && factKeys.some((key) => key === chosen.ask)
      ? { ...chosen, ask: 'nothing' }
      : chosen
  const shown = current.channel === 'telegram' ? asked.ask === 'faq' : found.slugs.length > 0
  if (shown) {
    const shownAt = ctx.now()
    const offers = found.slugs.map((slug, position) => ({
      ticketId: current.id,
      slug,
      position,
      shownAt,
    }))
    await insertOffers(tx, offers)
  }
  const key = factKeys.find((one) => one === asked.ask)
  if (key !== undefined && current.channel === 'telegram') {
    await tx.insert(ticketFact).values({ ticketId: current.id, key, askedAt: ctx.now() })
  }
  const offered = asked.ask === 'organisation' ? own.slice(0, offeredAtMost) : []
  return {
    ...asked,
    organisations: offered.map(({ clientId, name }) => ({ id: clientId, name })),
  }
}

const offerColumns = ['ticketId', 'slug', 'position', 'shownAt'] as const
type Offer = Pick<typeof faqOffer.$inferInsert, (typeof offerColumns)[number]>

const insertOffers = together(async (tx, offers: Offer[][]): Promise<undefined> => {
  const { columns, source } = jsonRows(faqOffer, offerColumns, offers.flat())
  await tx.execute(sql`
    insert into ${faqOffer} (${columns}) select ${columns} from ${source} on conflict do nothing`)
})
