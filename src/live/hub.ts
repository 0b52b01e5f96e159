import type postgres from 'postgres'
import type { Log } from '../log.ts'

type LiveEvent =
  /** This ticket looks different now. */
  | { kind: 'ticket'; ticketId: string }
  /** There are more or fewer alerts. */
  | { kind: 'alerts' }
  /** Something may have been missed: look at everything anew. */
  | { kind: 'resync' }

export type LiveHub = {
  /** Calls `listener` for every event until the returned function is called. */
  subscribe: (listener: (event: LiveEvent) => void, onEnd?: () => void) => () => void
  /** Ends every subscription and the connection. */
  close: () => Promise<void>
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Listens on one connection for the whole process and tells every open page which ticket has changed.
 * postgres.js reconnects by itself; what was said meanwhile is lost, so subscribers are told to look anew.
 */
export async function startLiveHub(sql: postgres.Sql, log: Log): Promise<LiveHub> {
  const subscribers = new Map<(event: LiveEvent) => void, () => void>()
  const tell = (event: LiveEvent) => {
    for (const listener of [...subscribers.keys()]) {
      try {
        listener(event)
      } catch (error) {
        log.error({ err: error instanceof Error ? error.message : String(error) }, 'live listener')
      }
    }
  }
  let connected = false
  const listening = await sql.listen(
    'kense_ticket',
    (payload) => {
      if (uuid.test(payload)) tell({ kind: 'ticket', ticketId: payload })
    },
    () => {
      if (connected) tell({ kind: 'resync' })
      connected = true
    },
  )
  const alertsListening = await sql.listen('kense_alert', () => tell({ kind: 'alerts' }))
  return {
    subscribe: (listener, onEnd = () => {}) => {
      // A wrapper of its own, so that one function may subscribe twice.
      const own = (event: LiveEvent) => listener(event)
      subscribers.set(own, onEnd)
      return () => void subscribers.delete(own)
    },
    close: async () => {
      const ends = [...subscribers.values()]
      subscribers.clear()
      for (const end of ends) end()
      await listening.unlisten()
      await alertsListening.unlisten()
    },
  }
}
