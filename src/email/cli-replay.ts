import { and, asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { inbound } from '../../db/schema/transport.ts'
import { withCliContext } from '../cli-context.ts'
import { type CliIo, type ExitCode, UsageError } from '../cli-io.ts'
import { ingestDeps, shown } from './cli-ingest.ts'
import { replayMail } from './replay-mail.ts'

/**
 * Takes kept mails once more by the rules of today, all that wait for an eye or the given ones: one JSON line
 * for each. 1 when one was not taken.
 */
export async function replayKept(given: string[], io: CliIo): Promise<ExitCode> {
  const wrong = given.find((id) => !z.uuid().safeParse(id).success)
  if (wrong !== undefined) throw new UsageError(`not the ID of a kept mail: ${wrong}`)
  return withCliContext(io, 'mail replay', async (ctx, config) => {
    const deps = ingestDeps(io, config)
    const waiting = await ctx.db
      .select({ id: inbound.id })
      .from(inbound)
      .where(and(eq(inbound.state, 'quarantined'), eq(inbound.channel, 'email')))
      .orderBy(asc(inbound.receivedAt))
    const ids = given.length > 0 ? given : waiting.map((row) => row.id)
    let failed = 0
    for (const id of ids) {
      try {
        const outcome = await replayMail(ctx, deps, { inboundId: id, as: 'judged' })
        io.out(JSON.stringify({ id, ...(await shown(ctx, outcome)) }))
      } catch (error) {
        failed += 1
        io.err(`${id}: not taken: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    io.err(`${ids.length - failed} of ${ids.length} taken once more`)
    return failed === 0 ? 0 : 1
  })
}
