import type { Transaction } from '../../db/client.ts'
import type { Ctx } from '../context.ts'
import { type Payload, type QueueName, queues } from './queues.ts'

/** Queues a job that exists only if `tx` commits. `key` is required by keyed queues. */
export async function enqueue<Q extends QueueName>(
  ctx: Ctx,
  tx: Transaction,
  queue: Q,
  payload: Payload<Q>,
  options: { key?: string; startAfter?: Date; priority?: number } = {},
): Promise<void> {
  await ctx.jobs.send(tx, queue, queues[queue].payload.parse(payload), options)
}
