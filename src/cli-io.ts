/** What a command line verb may touch besides its feature: the streams and the caller's folder. */
export type CliIo = {
  out: (line: string) => void
  err: (line: string) => void
  /** Resolves a path given by the user against the folder the command was called from. */
  path: (given: string) => string
  /** All of standard input. */
  input: () => Promise<string>
  env: Record<string, string | undefined>
}

/** 0 done, 1 the operation failed, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2

/** Thrown by a verb for wrong arguments; the caller prints it and exits with 2. */
export class UsageError extends Error {}

export type CliVerb = (args: string[], io: CliIo) => Promise<ExitCode>
