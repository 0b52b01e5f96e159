import type { Transaction } from '../db/client.ts'

type Call<I, R> = {
  input: I
  resolve: (result: R) => void
  reject: (error: unknown) => void
}

/**
 * What the parts of a shared transaction ask for at the same step is asked in one statement. A caller alone
 * in its transaction notices nothing.
 *
 * @param work one result for each input, in their order; none where there are none
 */
export function together<I, R = undefined, On extends object = Transaction>(
  work: (on: On, inputs: I[]) => Promise<R[] | undefined>,
): (on: On, input: I) => Promise<R> {
  const waiting = new WeakMap<On, Call<I, R>[]>()
  const run = async (on: On, calls: Call<I, R>[]): Promise<void> => {
    waiting.delete(on)
    try {
      const results = await work(
        on,
        calls.map(({ input }) => input),
      )
      calls.forEach(({ resolve }, at) => {
        resolve(results?.[at] as R)
      })
    } catch (error) {
      for (const { reject } of calls) reject(error)
    }
  }
  return (on, input) =>
    new Promise((resolve, reject) => {
      const call = { input, resolve, reject }
      const others = waiting.get(on)
      if (others) {
        others.push(call)
        return
      }
      const calls = [call]
      waiting.set(on, calls)
      // After every part that goes on at this moment has asked.
      process.nextTick(() => void run(on, calls))
    })
}
