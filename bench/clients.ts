import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Order, RunResult } from './clients-process.ts'

export type TelegramClients = {
  apiRoot: string
  run: (order: { updates: number; perSecond?: number; latencyMs?: number }) => Promise<RunResult>
  stop: () => void
}

/** Starts Telegram and its users in a process of their own. */
export async function startTelegramClients(): Promise<TelegramClients> {
  const child = fork(new URL('./clients-process.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
  })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return {
    apiRoot: `http://127.0.0.1:${port}`,
    run: async ({ updates, perSecond = null, latencyMs = 0 }) => {
      child.send({ kind: 'run', updates, perSecond, latencyMs } satisfies Order)
      const [result] = (await once(child, 'message')) as [RunResult]
      return result
    },
    stop: () => child.send({ kind: 'stop' } satisfies Order),
  }
}
