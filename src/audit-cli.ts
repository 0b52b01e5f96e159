import { verifyAudit } from './audit-verify.ts'
import { withCliContext } from './cli-context.ts'
import { type CliVerb, UsageError } from './cli-io.ts'

/** `kense audit verify`: exit code 1 and the first broken link if the log was tampered with. */
export const run: CliVerb = async (args, io) => {
  if (args.length !== 1 || args[0] !== 'verify') throw new UsageError('usage: kense audit verify')
  return withCliContext(io, 'audit-verify', async (ctx) => {
    const verdict = await verifyAudit(ctx.db)
    if (!verdict.ok) {
      io.out(`broken at ${verdict.where}: ${verdict.what}`)
      return 1
    }
    io.out(
      `unbroken: ${verdict.links} links in ${verdict.chains} chains, ${verdict.anchors} anchors`,
    )
    return 0
  })
}
