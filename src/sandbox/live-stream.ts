import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'

export type SendEvent = (event: string, data: unknown) => void

const heartbeatMs = 20_000

/**
 * Keeps a stream of server-sent events open until the browser leaves or `closing` aborts.
 * `subscribe` gets the sender and returns how to unsubscribe.
 */
export function liveStream(
  c: Context,
  closing: AbortSignal | undefined,
  subscribe: (send: SendEvent) => () => void,
): Response {
  return streamSSE(c, async (stream) => {
    const send: SendEvent = (event, data) => {
      void stream.writeSSE({ event, data: JSON.stringify(data) })
    }
    const unsubscribe = subscribe(send)
    const heartbeat = setInterval(() => send('ping', null), heartbeatMs)
    await new Promise<void>((resolve) => {
      stream.onAbort(resolve)
      closing?.addEventListener('abort', () => resolve(), { once: true })
      if (closing?.aborted || stream.aborted) resolve()
    })
    clearInterval(heartbeat)
    unsubscribe()
  })
}
