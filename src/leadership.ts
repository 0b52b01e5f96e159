import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type postgres from 'postgres'
import type { Log } from './log.ts'

/** Work that only one process at a time may do; the number is the PostgreSQL advisory lock. */
export const leaderships = {
  telegramPolling: 7_708_707_271,
  imap: 7_708_707_272,
  staffForum: 7_708_707_273,
} as const

/**
 * The leader speaks to PostgreSQL several times within this time; after so long a silence its lock is taken
 * from it, whether its process hangs, its machine is cut off or both. With the pause between two attempts of
 * another process it stays under ten seconds.
 */
export const leaseMs = 6000
export const retryMs = 1000

/**
 * Runs `work` while this process holds the lock; another process takes over within `retryMs` of this one's
 * death, because the lock dies with the connection, and within `leaseMs` more if it merely falls silent.
 * Returns when `signal` aborts.
 */
export async function whileLeader(
  sql: postgres.Sql,
  key: number,
  signal: AbortSignal,
  log: Log,
  work: (signal: AbortSignal) => Promise<void>,
  lease = leaseMs,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await holdAndWork(sql, key, signal, work, lease)
    } catch (error) {
      if (!signal.aborted) log.warn({ err: String(error) }, 'leadership lost')
    }
    await delay(retryMs, undefined, { signal }).catch(() => {})
  }
}

async function holdAndWork(
  sql: postgres.Sql,
  key: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
  lease: number,
): Promise<void> {
  const connection = await sql.reserve()
  try {
    const [row] = await connection<{ held: boolean }[]>`select pg_try_advisory_lock(${key}) as held`
    if (!row?.held) return
    await connection`select set_config('idle_session_timeout', ${String(lease)}, false)`
    const lost = new AbortController()
    const done = new AbortController()
    const stop = AbortSignal.any([signal, lost.signal])
    const watch = watchConnection(connection, done.signal, lease).catch(() => lost.abort())
    try {
      await work(stop)
    } finally {
      done.abort()
      await watch
      if (!lost.signal.aborted) {
        await connection`select pg_advisory_unlock(${key}), set_config('idle_session_timeout', '0', false)`
      }
    }
  } finally {
    connection.release()
  }
}

/** Throws once the connection, and with it the lock, is gone or does not answer in time. */
async function watchConnection(
  connection: postgres.ReservedSql,
  until: AbortSignal,
  lease: number,
): Promise<void> {
  const beat = lease / 3
  while (!until.aborted) {
    // Given up before the lock is: two never work at once.
    const silent = AbortSignal.timeout(lease / 2)
    await Promise.race([
      connection`select 1`,
      once(silent, 'abort').then(() => Promise.reject(new Error('PostgreSQL is silent'))),
    ])
    await delay(beat, undefined, { signal: until }).catch(() => {})
  }
}
