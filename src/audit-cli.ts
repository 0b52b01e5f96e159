import { parseArgs } from 'node:util'
import { verifyAudit } from './audit-verify.ts'
import { withCliContext } from './cli-context.ts'
import { type CliVerb, UsageError } from './cli-io.ts'

/**
 * `kense audit verify`: exit code 1 and the first broken link if the log was tampered with. It prints the newest
 * anchor: kept elsewhere and given with `--expect` next time, it shows that nothing was cut off at the end.
 */
export const run: CliVerb = async (args, io) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { expect: { type: 'string' } },
  })
  const { expect: expected } = values
  const wellFormed = expected === undefined || /^[0-9a-f]{64}$/.test(expected)
  if (positionals.join(' ') !== 'verify' || !wellFormed) {
    throw new UsageError('usage: kense audit verify [--expect HASH]')
  }
  return withCliContext(io, 'audit-verify', async (ctx) => {
    const verdict = await verifyAudit(ctx.db, expected)
    if (!verdict.ok) {
      io.out(`broken at ${verdict.where}: ${verdict.what}`)
      return 1
    }
    io.out(
      `unbroken: ${verdict.links} links in ${verdict.chains} chains, ${verdict.anchors} anchors`,
    )
    if (verdict.newest !== null) io.out(`newest anchor: ${verdict.newest}`)
    return 0
  })
}
