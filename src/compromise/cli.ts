import { withCliContext } from '../cli-context.ts'
import { type CliIo, type CliVerb, type ExitCode, UsageError } from '../cli-io.ts'
import { isoLocal } from '../sla/astana-time.ts'
import { formatTicketNumber } from '../tickets/ticket-number.ts'
import { newestDrill } from './drill-report.ts'
import { clockOf, compromiseRegister } from './queries.ts'

/**
 * `compromise list`: open cases by what is due first; with `--all` the newest of the register. `compromise
 * drill`: the seconds of the newest rehearsal, step by step.
 */
export const run: CliVerb = async (args, io) => {
  const [verb, ...rest] = args
  if (verb === 'drill' && rest.length === 0) return drill(io)
  if (verb !== 'list' || rest.some((word) => word !== '--all')) {
    throw new UsageError('usage: kense compromise list [--all] | drill')
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

function drill(io: CliIo): Promise<ExitCode> {
  return withCliContext(io, 'cli', async (ctx) => {
    const report = await newestDrill(ctx.db)
    if (report === null) {
      io.err('there was no drill yet: start one in the register of compromise')
      return 1
    }
    io.out(`drill of ${isoLocal(report.startedAt)}`)
    for (const { step, seconds } of report.steps) {
      io.out(`${step.padEnd(13)} ${seconds === null ? 'not yet' : seconds.toFixed(1)}`)
    }
    return 0
  })
}
