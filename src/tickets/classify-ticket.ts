import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { triageRecord } from '../../db/schema/tickets.ts'
import { type AuditRow, insertLinks, nextLink } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { refreshDeadlines } from '../sla/refresh-deadlines.ts'
import { historyOf, ticketLinks } from '../sla/ticket-history.ts'
import { tariffForLimits } from '../sla/ticket-tariff.ts'
import { together } from '../together.ts'
import { productOf } from '../triage/product.ts'
import { needsCheck } from '../triage/sureness.ts'
import type { TriageResult } from '../triage/types.ts'
import type { Ticket } from './load-ticket.ts'
import { subjectOf } from './subject.ts'

/** Writes the first classification of a locked ticket with its limits (Annex 1, 3.2, 3.8, 4.3). */
export async function classifyTicket(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  result: TriageResult,
  text: string,
): Promise<Ticket> {
  const { engine, version, intent, priority, complexity } = result
  const record = {
    id: ctx.newId(),
    ticketId: current.id,
    engine,
    engineVersion: version,
    result,
    createdAt: ctx.now(),
  }
  const chain = `ticket:${current.id}`
  const links = await ticketLinks(tx, current.id)
  const link = nextLink(
    ctx,
    {
      chain,
      action: 'ticket.classified',
      data: { priority, complexity, intent, engine, version },
    },
    links.at(-1) ?? 'new',
  )
  await writeRecord(tx, { record, link })
  const change = {
    intent,
    priority,
    complexity,
    category: result.category,
    product: productOf(text, result.category),
    ...(await tariffForLimits(tx, current)),
    locale: result.lang,
    ...(current.subject === '' ? { subject: subjectOf(text) } : {}),
    needsTriageCheck: needsCheck(result),
    acknowledgedAt: ctx.now(),
    noticedAt: ctx.now(),
    updatedAt: ctx.now(),
  }
  return refreshDeadlines(ctx, tx, current, change, historyOf([...links, link]))
}

const recordColumns = ['id', 'ticketId', 'engine', 'engineVersion', 'result', 'createdAt'] as const
type Written = {
  record: Pick<typeof triageRecord.$inferInsert, (typeof recordColumns)[number]>
  link: AuditRow
}

const writeRecord = together(async (tx, written: Written[]): Promise<undefined> => {
  const { columns, source } = jsonRows(
    triageRecord,
    recordColumns,
    written.map(({ record }) => record),
  )
  await tx.execute(sql`
    with recorded as (
      insert into ${triageRecord} (${columns}) select ${columns} from ${source}
    )
    ${insertLinks(written.map(({ link }) => link))}`)
})
