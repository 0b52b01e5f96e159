import type { Hono } from 'hono'
import { ApiError } from './api-error.ts'
import { type CoreOptions, SandboxCore } from './core.ts'
import { Dispatcher } from './dispatcher.ts'
import { FaultPlan } from './faults.ts'
import { createHttpApp } from './http-app.ts'
import { Params } from './params.ts'
import { WebhookSender } from './webhook-sender.ts'
import { TelegramWorld } from './world.ts'

export type TelegramSandboxOptions = {
  now: () => Date
  /** The only accepted token; any token works when absent. */
  token?: string
  bot?: CoreOptions['bot']
  limits?: CoreOptions['limits']
  /** How long a pressed button may wait for its answer; 15 minutes when absent. */
  callbackTtlMs?: number
  /** First pause after a failed webhook delivery; doubles up to a minute. 1,000 when absent. */
  webhookRetryMs?: number
  webhookTimeoutMs?: number
  /** Source of dice throws, in [0, 1). */
  random?: () => number
}

export type TelegramSandbox = {
  app: Hono
  world: TelegramWorld
  /** Ends long polls, webhook deliveries and hanging calls. */
  close: () => void
}

/** A Bot API server in memory: `app` is for the bot, `world` plays its users. */
export function createTelegramSandbox(options: TelegramSandboxOptions): TelegramSandbox {
  const core = new SandboxCore({
    now: options.now,
    random: options.random ?? Math.random,
    bot: options.bot,
    limits: options.limits,
    callbackTtlMs: options.callbackTtlMs,
  })
  const faults = new FaultPlan()
  const webhook = new WebhookSender({
    queue: core.updates,
    unixNow: () => core.unixNow(),
    retryMs: options.webhookRetryMs ?? 1_000,
    timeoutMs: options.webhookTimeoutMs ?? 60_000,
    callMethod: async (method, params) => {
      try {
        await dispatcher.call(method, new Params(params), 'webhook-reply')
      } catch (error) {
        // The bot learns nothing of a failed call in a webhook reply; the call log shows it.
        if (!(error instanceof ApiError)) throw error
      }
    },
  })
  const dispatcher = new Dispatcher({ core, webhook, faults })
  const closing = new AbortController()
  const app = createHttpApp({
    token: options.token,
    dispatcher,
    files: core.files,
    closed: closing.signal,
  })
  return {
    app,
    world: new TelegramWorld(core, faults),
    close: () => {
      webhook.stop()
      core.updates.abortPoll('terminated because the sandbox is closing')
      closing.abort()
    },
  }
}
