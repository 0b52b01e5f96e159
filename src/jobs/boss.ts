import { sql } from 'drizzle-orm'
import { fromDrizzle, PgBoss } from 'pg-boss'
import type { JobSender } from '../context.ts'
import type { Log } from '../log.ts'
import { type QueueName, queues } from './queues.ts'

export type Boss = PgBoss

/** Connects the queue and creates what is missing. `works` is false for processes that only enqueue. */
export async function startBoss(url: string, log: Log, works: boolean): Promise<Boss> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'kense-jobs',
    max: works ? 6 : 2,
    useListenNotify: works,
    supervise: works,
    schedule: works,
    // A job of a killed process is given out again after one missed heartbeat and one look.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  })
  boss.on('error', (error) => log.error({ err: error.message }, 'queue trouble'))
  await boss.start()
  for (const [name, definition] of Object.entries(queues)) {
    await boss.createQueue(name, {
      policy: definition.keyed ? 'key_strict_fifo' : 'standard',
      notify: true,
      retryLimit: definition.retryLimit,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 300,
      heartbeatSeconds: 10,
      deleteAfterSeconds: 3600,
      retentionSeconds: 30 * 24 * 3600,
    })
  }
  return boss
}

export function jobSender(boss: Boss): JobSender {
  return {
    send: async (tx, queue, jobs) => {
      await boss.insert(
        queue satisfies string as QueueName,
        jobs.map(({ key, ...job }) => ({ ...job, ...(key ? { singletonKey: key } : {}) })),
        { db: fromDrizzle(tx, sql) },
      )
    },
  }
}
