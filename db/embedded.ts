import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type DatabaseUser, databaseUser, postgresBinaries } from './embedded-binaries.ts'
import { lockDataDir } from './embedded-lock.ts'

export type EmbeddedPostgres = { url: string; stop: () => Promise<void> }

/** Speed for throw-away databases: nothing survives a crash of the machine. */
export type EmbeddedOptions = {
  durable?: boolean
  maxConnections?: number
  /** Where a reachable copy of the binaries goes if one is needed. */
  binariesCache?: string
}

const startLimitMs = 20_000

/**
 * Starts a real PostgreSQL that lives in `dataDir` and dies with this process.
 *
 * As root the server runs as an unprivileged user, and reaches its folder through an inherited
 * descriptor, because that user may not pass a parent of mode 0700.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  options: EmbeddedOptions = {},
): Promise<EmbeddedPostgres> {
  mkdirSync(dataDir, { recursive: true })
  const lock = lockDataDir(dataDir)
  try {
    const user = databaseUser()
    const bin = postgresBinaries(user, options.binariesCache)
    const password = readOrMakePassword(join(dataDir, 'postgres.password'))
    const cluster = join(dataDir, 'postgres')
    await waitForOrphan(cluster)
    if (!existsSync(join(cluster, 'PG_VERSION'))) await createCluster(bin, cluster, password, user)
    const port = await freePort()
    const server = runServer(bin, cluster, port, dataDir, user, options)
    await untilReady(server, cluster, join(dataDir, 'postgres.log'))
    const url = `postgres://kense:${password}@127.0.0.1:${port}/postgres`
    const urlFile = join(dataDir, 'postgres.url')
    writeFileSync(urlFile, url, { mode: 0o600 })
    return {
      url,
      stop: async () => {
        const ended = server.exitCode !== null ? Promise.resolve() : once(server, 'exit')
        server.stdin?.end()
        await ended
        rmSync(urlFile, { force: true })
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** The address of the PostgreSQL that another process keeps running in `dataDir`, or null. */
export function runningEmbeddedUrl(dataDir: string): string | null {
  const file = join(dataDir, 'postgres.url')
  if (!existsSync(file)) return null
  const lock = tryLock(dataDir)
  if (lock === null) return readFileSync(file, 'utf8')
  lock.release()
  return null
}

function tryLock(dataDir: string): { release: () => void } | null {
  try {
    return lockDataDir(dataDir)
  } catch {
    return null
  }
}

function readOrMakePassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 })
  return readFileSync(file, 'utf8')
}

/** A cluster becomes visible under its name only when complete, so that a killed first start is repeated. */
async function createCluster(
  bin: string,
  cluster: string,
  password: string,
  user: DatabaseUser | null,
): Promise<void> {
  const fresh = `${cluster}.new`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { mode: 0o700 })
  chmodSync(fresh, 0o700)
  if (user) chownSync(fresh, user.uid, user.gid)
  const folder = openSync(fresh, 'r')
  const child = spawn(
    '/bin/sh',
    [
      '-c',
      // The password travels by pipe: a file would have to be readable by the other user.
      'umask 077; p=$(mktemp); cat >"$p"; "$0" --pwfile="$p" "$@"; s=$?; rm -f "$p"; exit $s',
      join(bin, 'bin', 'initdb'),
      '-D',
      user ? '/proc/self/fd/3' : fresh,
      '-U',
      'kense',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-sync',
    ],
    { ...spawnAs(user), stdio: ['pipe', 'ignore', 'pipe', folder] },
  )
  closeSync(folder)
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk
  })
  child.stdin?.end(`${password}\n`)
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`initdb failed: ${complaint.trim()}`)
  renameSync(fresh, cluster)
}

/** A shell stands between: when this process ends in whatever way, its pipe closes and the shell stops the server. */
function runServer(
  bin: string,
  cluster: string,
  port: number,
  dataDir: string,
  user: DatabaseUser | null,
  options: EmbeddedOptions,
): ChildProcess {
  const log = openSync(join(dataDir, 'postgres.log'), 'a', 0o600)
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port,
    max_connections: options.maxConnections ?? 100,
    timezone: 'UTC',
    jit: 'off',
    log_min_messages: 'warning',
    ...(options.durable === false
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
      : {}),
  }
  const folder = openSync(cluster, 'r')
  const server = spawn(
    '/bin/sh',
    [
      '-c',
      '"$0" "$@" & server=$!; trap "" INT TERM HUP; read -r _; kill -INT $server; wait $server',
      join(bin, 'bin', 'postgres'),
      '-D',
      user ? '/proc/self/fd/3' : cluster,
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    {
      ...spawnAs(user),
      detached: true,
      stdio: ['pipe', log, log, folder],
    },
  )
  closeSync(folder)
  closeSync(log)
  return server
}

function spawnAs(user: DatabaseUser | null) {
  return { cwd: '/', env: { LC_ALL: 'C', PATH: '/usr/bin:/bin', TMPDIR: '/tmp' }, ...(user ?? {}) }
}

async function untilReady(server: ChildProcess, cluster: string, log: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid')
  for (let waited = 0; waited < startLimitMs; waited += 20) {
    if (server.exitCode !== null) break
    if (existsSync(pidFile) && readFileSync(pidFile, 'utf8').split('\n')[7]?.startsWith('ready'))
      return
    await delay(20)
  }
  server.stdin?.end()
  throw new Error(`the embedded PostgreSQL did not start; its last words are in ${log}`)
}

/** After a kill the old server needs a moment to notice that its owner is gone. */
async function waitForOrphan(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid')
  for (let waited = 0; existsSync(pidFile) && waited < 10_000; waited += 50) {
    const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0])
    if (!Number.isInteger(pid) || !isPostgres(pid)) {
      rmSync(pidFile, { force: true })
      return
    }
    await delay(50)
  }
}

function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres')
  } catch {
    return existsSync('/proc/self') ? false : isAlive(pid)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
