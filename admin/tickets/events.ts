import type { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { findSession } from '../../src/staff/session.ts'
import type { AdminDeps, DeskEnv } from '../deps.ts'
import { cookieToken } from '../http/session.ts'

/** Keeps proxies from closing a quiet stream, and notices a session that has ended. */
const heartbeatMs = 20_000

/** The stream that tells open pages what has changed; it carries ids, pages fetch the rest themselves. */
export function eventRoutes(desk: Hono<DeskEnv>, deps: AdminDeps): void {
  desk.get('/events', (c) => {
    const token = cookieToken(c, deps) ?? ''
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(c, async (stream) => {
      let end = () => {}
      const ended = new Promise<void>((resolve) => {
        end = resolve
      })
      const send = (event: string, data: string) => {
        stream.writeSSE({ event, data }).catch(end)
      }
      const unsubscribe = deps.hub.subscribe((event) => {
        if (event.kind === 'ticket') send('ticket', event.ticketId)
        else send(event.kind, '1')
      }, end)
      const beat = setInterval(async () => {
        const session = await findSession(deps.ctx, token, { slide: false }).catch(() => null)
        if (session) await stream.write(': alive\n\n').catch(end)
        else end()
      }, heartbeatMs)
      stream.onAbort(end)
      // Whatever changed between the page and this moment is looked at now.
      send('resync', '1')
      await ended
      clearInterval(beat)
      unsubscribe()
    })
  })
}
