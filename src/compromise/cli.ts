import { withCliContext } from '../cli-context.ts'
import { type CliVerb, UsageError } from '../cli-io.ts'
import { isoLocal } from '../sla/astana-time.ts'
import { formatTicketNumber } from '../tickets/ticket-number.ts'
import { clockOf, compromiseRegister } from './queries.ts'

/** `compromise list`: open cases by what is due first; with `--all` the newest of the register. */
export const run: CliVerb = async (args, io) => {
  const [verb, ...rest] = args
  if (verb !== 'list' || rest.some((word) => word !== '--all')) {
    throw new UsageError('usage: kense compromise list [--all]')
  }
  return withCliContext(io, 'cli', async (ctx) => {
    const filter = rest.length > 0 ? 'all' : 'open'
    for (const { case: row, number } of await compromiseRegister(ctx.db, { filter, limit: 1000 })) {
      const late = clockOf(row, ctx.now()).breachedAt === null ? '' : ' late'
      io.out(
        `${formatTicketNumber(number)} ${row.state} received ${isoLocal(row.receivedAt)} due ${isoLocal(row.dueAt)}${late}`,
      )
    }
    return 0
  })
}
