import type { Transformer } from 'grammy'

/** What Telegram answers in; a hanging call would hold up all deliveries taken along with it. */
const answerMs = 15_000
const uploads = /^send(Photo|Document|Video|VideoNote|Voice|Audio|Animation|MediaGroup)$/

/** Ends a call that gets no answer; a file has four times as long, and a request for news its own waiting on top. */
export function withinTime(limitMs = answerMs): Transformer {
  return async (call, method, payload, signal) => {
    const { timeout = 0 } = payload as { timeout?: number }
    const waitMs = method === 'getUpdates' ? timeout * 1000 : 0
    const late = new AbortController()
    const timer = setTimeout(
      () => late.abort(new Error('no answer')),
      waitMs + (uploads.test(method) ? 4 : 1) * limitMs,
    )
    const end = signal
      ? AbortSignal.any([signal as unknown as AbortSignal, late.signal])
      : late.signal
    try {
      // grammY's types name the polyfill of old Node versions; the platform's own signal does the same.
      return await call(method, payload, end as unknown as typeof signal)
    } finally {
      clearTimeout(timer)
    }
  }
}
