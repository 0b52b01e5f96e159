import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withCliContext } from '../cli-context.ts'
import type { CliIo, ExitCode } from '../cli-io.ts'
import type { Config } from '../config.ts'
import type { Ctx } from '../context.ts'
import { secretKey } from '../secret-key.ts'
import { openBlobStore } from '../storage/open-store.ts'
import { numberOfTicket } from '../tickets/number-of-ticket.ts'
import { type IngestDeps, type IngestOutcome, ingestMail } from './ingest-mail.ts'
import { mailSettingsOf } from './mail-settings.ts'

/**
 * Feeds every file of a folder, by name, to the desk as if it had come by mail: one JSON line for each.
 * A mail fed before is a repeat. 1 when a file was not taken.
 */
export async function ingestFolder(folder: string, io: CliIo): Promise<ExitCode> {
  const path = io.path(folder)
  const files = await filesOf(path)
  if (files === null) {
    io.err(`no such folder: ${folder}`)
    return 1
  }
  return withCliContext(io, 'mail ingest', async (ctx, config) => {
    const deps = ingestDeps(io, config)
    let failed = 0
    for (const file of files) {
      try {
        const raw = await readFile(join(path, file))
        const outcome = await ingestMail(ctx, deps, { raw, envelope: null, receivedAt: ctx.now() })
        io.out(JSON.stringify({ file, ...(await shown(ctx, outcome)) }))
      } catch (error) {
        failed += 1
        io.err(`${file}: not taken: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    io.err(`${files.length - failed} of ${files.length} taken`)
    return failed === 0 ? 0 : 1
  })
}

/** What the real path stands on, for a command. */
export function ingestDeps(io: CliIo, config: Config): IngestDeps {
  const dataDir = io.path(config.dataDir)
  const key = secretKey(config.secretKey, dataDir)
  return {
    store: openBlobStore(config, dataDir),
    settings: mailSettingsOf(config, key, config.http.publicUrl ?? ''),
  }
}

async function filesOf(path: string): Promise<string[] | null> {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
      .toSorted()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}

/** An outcome with the ticket's ID as people write it. */
export async function shown(ctx: Ctx, outcome: IngestOutcome) {
  if (!('ticketId' in outcome)) return outcome
  return { ...outcome, ticketId: await numberOfTicket(ctx.db, outcome.ticketId) }
}
