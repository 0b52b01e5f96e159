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
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { prepareDataDir } from './data-dir.ts'
import { type DatabaseUser, databaseUser, postgresBinaries } from './embedded-binaries.ts'
import { DataDirInUse, lockDataDir } from './embedded-lock.ts'
import { StartFault } from './start-fault.ts'

export type EmbeddedPostgres = {
  url: string
  stop: () => Promise<void>
  /** Resolves with a sentence if the server ends without `stop`. */
  lost: Promise<string>
}

/** Speed for throw-away databases: nothing survives a crash of the machine. */
export type EmbeddedOptions = {
  durable?: boolean
  maxConnections?: number
  /** Where a reachable copy of the binaries goes if one is needed. */
  binariesCache?: string
}

/** Generous: after a crash the server first goes through its log again. */
const startLimitMs = 120_000
const orphanLimitMs = 10_000

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
  prepareDataDir(dataDir)
  const lock = lockDataDir(dataDir)
  try {
    const cluster = join(dataDir, 'postgres')
    const user = databaseUser(dataDir, cluster)
    const bin = postgresBinaries(user, options.binariesCache)
    const password = readOrMakePassword(join(dataDir, 'postgres.password'))
    await endOrphan(cluster)
    if (!existsSync(join(cluster, 'PG_VERSION'))) await createCluster(bin, cluster, password, user)
    const port = await freePort()
    const server = runServer(bin, cluster, port, dataDir, user, options)
    const log = join(dataDir, 'postgres.log')
    const exit = once(server, 'exit')
    await untilReady(server, cluster, log)
    const url = `postgres://kense:${password}@127.0.0.1:${port}/postgres`
    const urlFile = join(dataDir, 'postgres.url')
    writeFileSync(urlFile, url, { mode: 0o600 })
    let stopping = false
    return {
      url,
      lost: new Promise((resolve) => {
        void exit.then(() => {
          if (!stopping) resolve(`the embedded PostgreSQL has ended; see ${log}`)
        })
      }),
      stop: async () => {
        stopping = true
        server.stdin?.end()
        await exit
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
  } catch (error) {
    if (error instanceof DataDirInUse) return null
    throw error
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
  if (code !== 0) {
    const reason = lastWords(complaint) ?? `initdb ended with ${code}`
    throw new StartFault(`the embedded PostgreSQL could not be created in ${cluster} (${reason})`)
  }
  renameSync(fresh, cluster)
}

/**
 * A shell stands between: when this process ends in whatever way, its pipe closes and a watch in the shell
 * stops the server. When the server ends by itself, so does the shell.
 */
const serverScript = [
  'exec 4<&0',
  '"$0" "$@" 4<&- & server=$!',
  'trap "" INT TERM HUP',
  '{ read -r _ <&4; kill -INT $server; } & watch=$!',
  'exec 4<&-',
  'wait $server; code=$?',
  'kill -9 $watch 2>/dev/null; exit $code',
].join('\n')

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
      serverScript,
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
  const reason = lastWords(readFileSync(log, 'utf8')) ?? 'it says nothing'
  throw new StartFault(`the embedded PostgreSQL did not start (${reason}); see ${log}`)
}

/** The last line that tells of an error. */
function lastWords(text: string): string | undefined {
  return text
    .split('\n')
    .findLast((line) => /error|fatal|panic|not found|could not/i.test(line))
    ?.replace(/^.*?(?=error|fatal|panic)/i, '')
    .trim()
}

/**
 * After a kill the old server needs a moment to notice that its owner is gone; if its shell was killed too,
 * nobody tells it. The folder is locked for us by now, so a server in it is nobody else's.
 */
async function endOrphan(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid')
  for (let waited = 0; existsSync(pidFile); waited += 50) {
    const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0])
    if (!worksIn(pid, cluster)) {
      rmSync(pidFile, { force: true })
      return
    }
    if (waited === 0) askToStop(pid)
    if (waited > orphanLimitMs) {
      throw new StartFault(`another PostgreSQL, process ${pid}, works in ${cluster}: stop it`)
    }
    await delay(50)
  }
}

function askToStop(pid: number): void {
  try {
    process.kill(pid, 'SIGINT')
  } catch (error) {
    // It ended by itself meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** PostgreSQL makes the cluster its working folder; a recycled number is some other program elsewhere. */
function worksIn(pid: number, cluster: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
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
