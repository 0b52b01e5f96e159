import type { EventBus, SandboxEvent } from './event-bus.ts'

/**
 * Resolves with the first value `look` finds, now or after any event.
 * @throws Error with `what` in it when nothing is found in time
 */
export function waitUntil<T>(
  events: EventBus,
  look: (event: SandboxEvent | null) => T | undefined,
  what: string,
  timeoutMs: number,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const now = look(null)
    if (now !== undefined) {
      resolve(now)
      return
    }
    const timer = setTimeout(() => {
      unsubscribe()
      reject(new Error(`no ${what} within ${timeoutMs} ms`))
    }, timeoutMs)
    const unsubscribe = events.subscribe((event) => {
      const found = look(event)
      if (found === undefined) return
      clearTimeout(timer)
      unsubscribe()
      resolve(found)
    })
  })
}
