import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { isoLocal } from '../sla/astana-time.ts'
import { spreadsheetCsv } from '../text/csv.ts'
import { formatTicketNumber } from '../tickets/ticket-number.ts'
import { clockOf, compromiseRegister } from './queries.ts'

const columns = [
  'number',
  'client',
  'holder',
  'kind',
  'received_at',
  'due_at',
  'acknowledged_at',
  'suspended_at',
  'decided_at',
  'decision',
  'state',
  'in_time',
  'drill',
]

/** The whole register for export; times in Astana with their offset, nothing that names an IIN or an address. */
export async function registerCsv(ctx: Ctx): Promise<string> {
  if (ctx.actor.kind !== 'staff' && ctx.actor.kind !== 'system') {
    throw new DomainError('forbidden', 'staffOnly')
  }
  const rows = await compromiseRegister(ctx.db, { filter: 'all', limit: 100_000 })
  const time = (at: Date | null) => (at === null ? '' : isoLocal(at))
  const lines = rows.map(({ case: row, number, clientName }) => [
    formatTicketNumber(number),
    clientName ?? '',
    row.holderName,
    row.kind,
    time(row.receivedAt),
    time(row.dueAt),
    time(row.acknowledgedAt),
    time(row.suspendedAt),
    time(row.decidedAt),
    row.decision ?? '',
    row.state,
    clockOf(row, ctx.now()).breachedAt === null ? 'yes' : 'no',
    row.drill ? 'yes' : 'no',
  ])
  return spreadsheetCsv([columns, ...lines])
}
