import { setTimeout as delay } from 'node:timers/promises'
import type { Job, JobResult } from 'pg-boss'
import type { Ctx } from '../context.ts'
import type { Boss } from './boss.ts'
import { type Payload, type QueueDefinition, type QueueName, queues } from './queues.ts'

/** Does one effect and records it; called again after a failure or a crash, so it looks before it acts. */
export type Handlers = { [Q in QueueName]?: (ctx: Ctx, payload: Payload<Q>) => Promise<void> }

const crons: Partial<Record<QueueName, string>> = {
  'anchor-audit': '* * * * *',
  'escalate-cases': '* * * * *',
  'sweep-limits': '* * * * *',
  'deal-tickets': '* * * * *',
  'watch-incidents': '* * * * *',
  'check-calendar': '5 * * * *',
  'check-telegram': '* * * * *',
  'close-silent': '*/10 * * * *',
  'sweep-tariffs': '*/10 * * * *',
}

/** Starts working on every queue that has a handler. A throwing handler is tried again, later each time. */
export async function startWorkers(boss: Boss, ctx: Ctx, handlers: Handlers): Promise<void> {
  for (const name of Object.keys(handlers) as QueueName[]) {
    const definition: QueueDefinition = queues[name]
    const handler = handlers[name] as (ctx: Ctx, payload: object) => Promise<void>
    // One context for all jobs of a queue: their writes can go together.
    const jobCtx: Ctx = { ...ctx, actor: { kind: 'system', name } }
    const one = async (job: Job<object>): Promise<JobResult> => {
      const started = performance.now()
      try {
        await handler(jobCtx, definition.payload.parse(job.data))
        ctx.log.debug(
          { job: name, id: job.id, ms: Math.round(performance.now() - started) },
          'job done',
        )
        return { id: job.id, status: 'completed' }
      } catch (error) {
        const err = error instanceof Error ? error.message : String(error)
        ctx.log.warn({ job: name, id: job.id, err }, 'job failed')
        return { id: job.id, status: 'failed' }
      }
    }
    const { concurrency, beatMs = 0 } = definition
    const alone = concurrency === 1
    const pollSeconds = alone ? 2 : 1
    await boss.work<object>(
      name,
      {
        batchSize: concurrency,
        localConcurrency: alone ? 1 : 2,
        perJobResults: true,
        burstWhenBatchFull: !alone,
        pollingIntervalSeconds: pollSeconds,
        notifyPollingIntervalSeconds: pollSeconds,
      },
      async (jobs) => {
        const [results] = await Promise.all([Promise.all(jobs.map(one)), beatMs && delay(beatMs)])
        return results
      },
    )
    const cron = crons[name]
    if (cron) await boss.schedule(name, cron, {})
  }
}
