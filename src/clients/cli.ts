import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { withCliContext } from '../cli-context.ts'
import { type CliIo, type CliVerb, type ExitCode, UsageError } from '../cli-io.ts'
import { DomainError } from '../errors.ts'
import { type ImportReport, importClients } from './import-clients.ts'
import { rotateKey } from './rotate-key.ts'

const usage = `usage: kense clients rotate
  SECRET_KEY is the new key, SECRET_KEY_PREVIOUS the one in force until now
       kense clients import FILE [--dry-run]
  a table (CSV) with a heading line; faulty lines are told, the others are taken`

/** `clients rotate`, `clients import FILE`. */
export const run: CliVerb = async (args, io) => {
  const [verb, ...rest] = args
  if (verb === 'rotate' && rest.length === 0) return rotate(io)
  if (verb === 'import') return bringIn(rest, io)
  throw new UsageError(usage)
}

/** Everything sealed with an earlier key is sealed anew. */
async function rotate(io: CliIo): Promise<ExitCode> {
  return withCliContext(io, 'cli', async (ctx) => {
    const { clients, contacts } = await rotateKey(ctx)
    io.out(`sealed anew: ${clients} clients, ${contacts} persons`)
    return 0
  })
}

/** Ends with 1 when a line was faulty, whether or not others were taken. */
async function bringIn(args: string[], io: CliIo): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean', default: false } },
  })
  const [file] = positionals
  if (file === undefined || positionals.length > 1) throw new UsageError(usage)
  const bytes = readFileSync(io.path(file))
  return withCliContext(io, 'cli', async (ctx) => {
    try {
      const report = await importClients(ctx, { bytes, dryRun: values['dry-run'] })
      tell(report, io)
      return report.faultyRows > 0 ? 1 : 0
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      io.err(error.message)
      return 1
    }
  })
}

function tell(report: ImportReport, io: CliIo): void {
  for (const { line, column, key } of report.faults) {
    io.err(`line ${line}${column === null ? '' : `, ${column}`}: ${key}`)
  }
  const separator = report.separator === '\t' ? 'tab' : report.separator
  io.out(`read as ${report.encoding}, separator ${separator}: ${report.columns.join(', ')}`)
  if (report.ignored.length > 0) io.out(`columns left out: ${report.ignored.join(', ')}`)
  const created = report.dryRun ? 'would be created' : 'created'
  io.out(
    `${report.rows} rows: ${report.created} ${created}, ${report.known} known, ${report.faultyRows} faulty`,
  )
}
