import { createHash } from 'node:crypto'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { decodeText, readCsv } from '../text/read-csv.ts'
import { type Numbered, takenOf, writeChunk } from './import-chunk.ts'
import { columnsOf, type ImportColumn, importColumns, readImportRow } from './import-row.ts'

/** Rows written by one transaction: after a fault or a crash the same file is imported again. */
const chunkRows = 1000

export type ImportFault = { line: number; column: ImportColumn | null; key: string }

export type ImportReport = {
  dryRun: boolean
  encoding: string
  separator: string
  columns: ImportColumn[]
  /** Headings of columns that are left out. */
  ignored: string[]
  rows: number
  /** Written, or on a dry run: would be. */
  created: number
  /** Registered already, by number or platform id: left as they are. */
  known: number
  faultyRows: number
  faults: ImportFault[]
}

/**
 * Brings in clients from a table (CSV). A dry run reads and compares only. Faulty rows are told line by line,
 * never with their content, and the others are taken; a client we know stays as he is, so that a corrected
 * file may be imported again. By senior staff, or from the command line.
 */
export async function importClients(
  ctx: Ctx,
  input: { bytes: Buffer; dryRun: boolean },
): Promise<ImportReport> {
  if (ctx.actor.kind !== 'system') requireRight(ctx, 'clients.import')
  const { text, encoding } = decodeText(input.bytes)
  const { rows, separator, openQuote } = readCsv(text)
  const [header, ...body] = rows
  const columns = columnsOf(header?.cells ?? [])
  if (!columns.has('name')) throw new DomainError('invalid', 'importNoName')
  const report: ImportReport = {
    dryRun: input.dryRun,
    encoding,
    separator,
    columns: importColumns.filter((column) => columns.has(column)),
    ignored: (header?.cells ?? []).filter((_, at) => ![...columns.values()].includes(at)),
    rows: body.length + (openQuote === null ? 0 : 1),
    created: 0,
    known: 0,
    faultyRows: openQuote === null ? 0 : 1,
    faults: openQuote === null ? [] : [{ line: openQuote, column: null, key: 'importOpenQuote' }],
  }
  const fail = (line: number, faults: { column: ImportColumn | null; key: string }[]) => {
    report.faultyRows += 1
    report.faults.push(...faults.map((fault) => ({ line, ...fault })))
  }
  const seen = new Set<string>()
  const take = async (chunk: readonly Numbered[]) => {
    const taken = await takenOf(ctx, chunk)
    const fresh = chunk.filter((one) => !taken.has(one.line))
    report.known += chunk.length - fresh.length
    report.created += input.dryRun
      ? fresh.length
      : await inTx(ctx, (tx) => writeChunk(ctx, tx, fresh))
  }
  let chunk: Numbered[] = []
  for (const { line, cells } of body) {
    const read = readImportRow(
      (column) => cells[columns.get(column) ?? -1]?.trim() ?? '',
      ctx.now(),
    )
    if ('faults' in read) {
      fail(line, read.faults)
      continue
    }
    const keys = keysOf(read.row)
    if (keys.some((key) => seen.has(key))) {
      fail(line, [{ column: 'number', key: 'importRepeated' }])
      continue
    }
    for (const key of keys) seen.add(key)
    chunk.push({ line, row: read.row })
    if (chunk.length === chunkRows) {
      await take(chunk)
      chunk = []
    }
  }
  if (chunk.length > 0) await take(chunk)
  if (!input.dryRun) await recordImport(ctx, input.bytes, report)
  report.faults.sort((a, b) => a.line - b.line)
  return report
}

/** By what two rows of one file are the same client. */
function keysOf({ number, platformId, name, person }: Numbered['row']): string[] {
  const keys = [
    ...(number === null ? [] : [`number:${number}`]),
    ...(platformId === null ? [] : [`platform:${platformId}`]),
  ]
  return keys.length > 0 ? keys : [`name:${name}:${person?.email ?? ''}:${person?.phone ?? ''}`]
}

async function recordImport(ctx: Ctx, bytes: Buffer, report: ImportReport): Promise<void> {
  await inTx(ctx, async (tx) => {
    await appendAudit(
      ctx,
      tx,
      {
        chain: `import:${ctx.newId()}`,
        action: 'clients.imported',
        data: {
          sha256: createHash('sha256').update(bytes).digest('hex'),
          rows: report.rows,
          created: report.created,
          known: report.known,
          faultyRows: report.faultyRows,
        },
      },
      'new',
    )
  })
}
