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
 * Runs `work` while this process holds the lock; another process takes over within about a second of this
 * one's death, because the lock dies with the connection. Returns when `signal` aborts.
 */
export async function whileLeader(
  sql: postgres.Sql,
  key: number,
  signal: AbortSignal,
  log: Log,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await holdAndWork(sql, key, signal, work)
    } catch (error) {
      if (!signal.aborted) log.warn({ err: String(error) }, 'leadership lost')
    }
    await delay(1000, undefined, { signal }).catch(() => {})
  }
}

async function holdAndWork(
  sql: postgres.Sql,
  key: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const connection = await sql.reserve()
  try {
    const [row] = await connection<{ held: boolean }[]>`select pg_try_advisory_lock(${key}) as held`
    if (!row?.held) return
    const lost = new AbortController()
    const done = new AbortController()
    const stop = AbortSignal.any([signal, lost.signal])
    const watch = watchConnection(connection, done.signal).catch(() => lost.abort())
    try {
      await work(stop)
    } finally {
      done.abort()
      await watch
      if (!lost.signal.aborted) await connection`select pg_advisory_unlock(${key})`
    }
  } finally {
    connection.release()
  }
}

/** Throws once the connection, and with it the lock, is gone. */
async function watchConnection(
  connection: postgres.ReservedSql,
  until: AbortSignal,
): Promise<void> {
  while (!until.aborted) {
    await connection`select 1`
    await delay(2000, undefined, { signal: until }).catch(() => {})
  }
}
