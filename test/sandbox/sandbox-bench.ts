import { Hono } from 'hono'
import { afterEach, describe, expect } from 'vitest'
import {
  createTelegramSandbox,
  type TelegramSandbox,
  type TelegramSandboxOptions,
} from '../../src/sandbox/telegram/sandbox.ts'
import { type Answer, type BotClient, clients } from './bot-clients.ts'
import { type Loopback, serveApp } from './loopback-server.ts'

/** Where the product mounts the emulator; the tests prove that a prefix does no harm. */
const prefix = '/sandbox/bot-api'

export type Bench = {
  client: BotClient
  world: TelegramSandbox['world']
  apiRoot: string
  /** Moves the sandbox's clock. */
  advance: (ms: number) => void
}

type StartBench = (options?: Partial<TelegramSandboxOptions>) => Promise<Bench>

/** Runs the same tests once with each client library, over HTTP. */
export function describeForEachClient(subject: string, tests: (start: StartBench) => void): void {
  for (const [name, createClient] of Object.entries(clients)) {
    describe(`${subject}, with ${name}`, () => {
      const running: { sandbox: TelegramSandbox; server: Loopback }[] = []
      afterEach(async () => {
        for (const { sandbox, server } of running.splice(0)) {
          sandbox.close()
          await server.close()
        }
      })
      tests(async (options = {}) => {
        let nowMs = Date.parse('2026-03-02T05:00:00Z')
        const sandbox = createTelegramSandbox({ now: () => new Date(nowMs), ...options })
        const root = new Hono()
        root.route(prefix, sandbox.app)
        const server = await serveApp(root)
        running.push({ sandbox, server })
        const apiRoot = `${server.url}${prefix}`
        const advance = (ms: number) => {
          nowMs += ms
        }
        return { client: createClient(apiRoot), world: sandbox.world, apiRoot, advance }
      })
    })
  }
}

/** The result of a call that had to succeed, with the fields the test looks at. */
export function resultOf<T = Record<string, unknown>>(answer: Answer): T {
  if (!answer.ok) throw new Error(`${answer.code} ${answer.description}`)
  return answer.result as T
}

/** Matches the refusal of a call with exactly this code and these words. */
export function refusal(code: number, description: string): unknown {
  return expect.objectContaining({ ok: false, code, description })
}
