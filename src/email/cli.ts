import { readFile } from 'node:fs/promises'
import { type CliVerb, UsageError } from '../cli-io.ts'
import { inspectMail } from './inspect.ts'
import { MailUnparseable } from './unparseable.ts'

const usage = 'usage: kense mail inspect FILE'

/** `kense mail …`: examine mail without touching the database. */
export const run: CliVerb = async (args, io) => {
  const [verb, ...rest] = args
  if (verb !== 'inspect') throw new UsageError(verb ? `unknown: mail ${verb}\n${usage}` : usage)
  const [file, ...more] = rest
  if (file === undefined || more.length > 0) throw new UsageError(usage)
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
