import type { Transaction } from '../../db/client.ts'
import type { Ctx, JobSender, QueuedJob } from '../context.ts'
import { together } from '../together.ts'
import { type Payload, type QueueName, queues } from './queues.ts'

type Options = {
  /** Required by keyed queues. */
  key?: string
  startAfter?: Date
  priority?: number
}

/** Queues a job that exists only if `tx` commits. */
export async function enqueue<Q extends QueueName>(
  ctx: Ctx,
  tx: Transaction,
  queue: Q,
  payload: Payload<Q>,
  options: Options = {},
): Promise<void> {
  await enqueueAll(ctx, tx, queue, [{ payload, ...options }])
}

/** The same for several jobs, in one statement. */
export async function enqueueAll<Q extends QueueName>(
  ctx: Ctx,
  tx: Transaction,
  queue: Q,
  jobs: ({ payload: Payload<Q> } & Options)[],
): Promise<void> {
  if (jobs.length === 0) return
  const made = jobs.map(({ payload, ...options }) => ({
    ...options,
    id: ctx.newId(),
    data: queues[queue].payload.parse(payload),
  }))
  await send(tx, { sender: ctx.jobs, queue, jobs: made })
}

type Sending = { sender: JobSender; queue: QueueName; jobs: QueuedJob[] }

const send = together(async (tx, sendings: Sending[]): Promise<undefined> => {
  const [first] = sendings
  for (const [queue, group] of Map.groupBy(sendings, (one) => one.queue)) {
    await first?.sender.send(
      tx,
      queue,
      group.flatMap(({ jobs }) => jobs),
    )
  }
})
