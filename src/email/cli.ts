import { readFile } from 'node:fs/promises'
import { type CliIo, type CliVerb, type ExitCode, UsageError } from '../cli-io.ts'
import { inspectMail } from './inspect.ts'
import { MailUnparseable } from './unparseable.ts'

const usage = 'usage: kense mail inspect FILE | ingest DIR | replay [ID…]'

/** `kense mail …`: examine a mail without touching the database, or feed a folder of mails to the desk. */
export const run: CliVerb = async (args, io) => {
  const [verb, target, ...more] = args
  if (verb === 'replay') {
    return (await import('./cli-replay.ts')).replayKept(args.slice(1), io)
  }
  if (target === undefined || more.length > 0) throw new UsageError(usage)
  if (verb === 'inspect') return inspect(target, io)
  if (verb === 'ingest') return (await import('./cli-ingest.ts')).ingestFolder(target, io)
  throw new UsageError(`unknown: mail ${verb}\n${usage}`)
}

async function inspect(file: string, io: CliIo): Promise<ExitCode> {
  const address = (io.env.SUPPORT_EMAIL ?? 'support@kense.app').toLowerCase()
  const own = {
    addresses: [address],
    messageIdDomain: address.slice(address.lastIndexOf('@') + 1),
    loopToken: null,
  }
  try {
    const raw = await readFile(io.path(file))
    io.out(JSON.stringify(await inspectMail(raw, own, io.env.TRUSTED_AUTHSERV_ID ?? ''), null, 2))
    return 0
  } catch (error) {
    if (error instanceof MailUnparseable) io.err(`quarantined: ${error.message}`)
    else if ((error as NodeJS.ErrnoException).code === 'ENOENT') io.err(`no such file: ${file}`)
    else throw error
    return 1
  }
}
