import type { Transaction } from '../db/client.ts'
import { type Ctx, inTx } from './context.ts'

/** How many calls one transaction takes together. */
const largest = 100
/** Transactions of one kind of work at once: while one commits, the next is computed. */
const atOnce = 2

export type Grouped<I, R> = (ctx: Ctx, input: I) => Promise<R>

type Call<I, R> = {
  input: I
  resolve: (result: R) => void
  reject: (error: unknown) => void
}

/**
 * Calls that come while others are being written are done together, in one transaction, which costs little
 * more than one alone. A group that fails is done one by one, so that a bad call spoils only itself.
 * Two calls with one key never share a group and never overlap. Only calls of one context meet.
 *
 * @param work writes a group, all or nothing; one result for each input, in their order
 */
export function inGroups<I, R>(
  work: (ctx: Ctx, inputs: I[]) => Promise<R[]>,
  keyOf: (input: I) => string,
): Grouped<I, R> {
  const groups = new WeakMap<Ctx, (input: I) => Promise<R>>()
  return (ctx, input) => {
    const known = groups.get(ctx)
    const join = known ?? gather((inputs) => work(ctx, inputs), keyOf)
    if (!known) groups.set(ctx, join)
    return join(input)
  }
}

type Part = { key: string; work: (tx: Transaction) => Promise<void> }

/**
 * Runs `work` in a transaction that it may share with others of other keys, their statements side by side on
 * one connection: fewer commits, fewer round trips. For work that locks only what its key names.
 */
export const inSharedTx = (ctx: Ctx, key: string, work: Part['work']): Promise<void> =>
  share(ctx, { key, work })

const share = inGroups<Part, void>(
  (ctx, parts) =>
    inTx(ctx, async (tx) => {
      // All have ended before the transaction does: none may speak into the next one.
      const ends = await Promise.allSettled(parts.map((part) => part.work(tx)))
      const failed = ends.find((end) => end.status === 'rejected')
      if (failed) throw failed.reason
      return parts.map(() => undefined)
    }),
  (part) => part.key,
)

function gather<I, R>(
  work: (inputs: I[]) => Promise<R[]>,
  keyOf: (input: I) => string,
): (input: I) => Promise<R> {
  const waiting: Call<I, R>[] = []
  const busy = new Set<string>()
  let running = 0

  const start = () => {
    while (running < atOnce) {
      const group = take()
      if (group.length === 0) return
      running += 1
      void run(group).finally(() => {
        running -= 1
        for (const { input } of group) busy.delete(keyOf(input))
        start()
      })
    }
  }

  const take = () => {
    const group: Call<I, R>[] = []
    const held = new Set<string>()
    const left = waiting.splice(0).filter((call) => {
      const key = keyOf(call.input)
      if (group.length === largest || busy.has(key) || held.has(key)) {
        held.add(key)
        return true
      }
      busy.add(key)
      group.push(call)
      return false
    })
    waiting.push(...left)
    return group
  }

  const run = async (group: Call<I, R>[]): Promise<void> => {
    try {
      const results = await work(group.map(({ input }) => input))
      group.forEach(({ resolve }, at) => {
        resolve(results[at] as R)
      })
    } catch (error) {
      const [only, ...others] = group
      if (others.length === 0) only?.reject(error)
      else for (const call of group) await run([call])
    }
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject })
      // After the callers of this turn of the event loop have all come.
      setImmediate(start)
    })
}
