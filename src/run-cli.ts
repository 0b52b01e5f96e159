import { StartFault } from '../db/start-fault.ts'
import { type CliIo, type CliVerb, type ExitCode, UsageError } from './cli-io.ts'
import { ConfigError } from './config.ts'

/** Each verb is loaded only when called, so that `kense sla due` does not pay for the rest. */
const verbs: Record<string, { help: string; load: () => Promise<CliVerb> }> = {
  triage: {
    help: 'triage --in FILE --out FILE [--engine offline|model]   classify messages',
    load: async () => (await import('./triage/cli.ts')).run,
  },
  faq: {
    help: 'faq search --in FILE --out FILE                        rank FAQ articles for questions',
    load: async () => (await import('./faq/cli.ts')).run,
  },
  eval: {
    help: 'eval [--set FILE…]                                     print the quality tables',
    load: async () => (await import('./triage/eval-cli.ts')).run,
  },
  sla: {
    help: 'sla due --received T --priority P [--explain] [--json] compute a time limit',
    load: async () => (await import('./sla/cli.ts')).run,
  },
  mail: {
    help: 'mail inspect FILE | ingest DIR | replay [ID…]          examine or feed mail',
    load: async () => (await import('./email/cli.ts')).run,
  },
  staff: {
    help: 'staff add --email E --role R --password-stdin          create a staff account',
    load: async () => (await import('./staff/cli.ts')).run,
  },
  access: {
    help: 'access check --iin N [--serial S]                      print the decision on access',
    load: async () => (await import('./access/cli.ts')).run,
  },
  compromise: {
    help: 'compromise list [--all] | drill                        print the register, or the seconds of the newest drill',
    load: async () => (await import('./compromise/cli.ts')).run,
  },
  clients: {
    help: 'clients import FILE [--dry-run] | rotate                bring in clients; seal with a new key',
    load: async () => (await import('./clients/cli.ts')).run,
  },
  audit: {
    help: 'audit verify [--expect HASH]                           prove the audit log unbroken, and with the anchor kept elsewhere whole',
    load: async () => (await import('./audit-cli.ts')).run,
  },
}

function usage(): string {
  return [
    'usage: npm run -s kense -- VERB …',
    '',
    ...Object.values(verbs).map((v) => `  ${v.help}`),
  ].join('\n')
}

/** Exit code 0: done, 1: the operation failed, 2: wrong usage. Results go out, everything else to `err`. */
export async function runCli(argv: string[], io: CliIo): Promise<ExitCode> {
  const [name, ...args] = argv
  if (name === 'help' || name === '--help') {
    io.out(usage())
    return 0
  }
  try {
    const verb = Object.hasOwn(verbs, name ?? '') ? verbs[name ?? ''] : undefined
    if (!verb) throw new UsageError(name ? `unknown verb: ${name}\n\n${usage()}` : usage())
    return await (await verb.load())(args, io)
  } catch (error) {
    const wrongUsage = isWrongUsage(error)
    const plain = wrongUsage || error instanceof StartFault || error instanceof ConfigError
    io.err(error instanceof Error ? ((plain ? null : error.stack) ?? error.message) : String(error))
    return wrongUsage ? 2 : 1
  }
}

function isWrongUsage(error: unknown): boolean {
  const code = (error as { code?: string } | null)?.code
  return error instanceof UsageError || (code?.startsWith('ERR_PARSE_ARGS') ?? false)
}
