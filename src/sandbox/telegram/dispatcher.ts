import { ApiError } from './api-error.ts'
import type { BotCall } from './call-log.ts'
import type { SandboxCore } from './core.ts'
import type { FaultPlan } from './faults.ts'
import { Described } from './methods/method.ts'
import { properName, runMethod } from './methods/registry.ts'
import type { Params } from './params.ts'
import type { WebhookSender } from './webhook-sender.ts'

type Options = { core: SandboxCore; webhook: WebhookSender; faults: FaultPlan }

/** Runs a call and writes it down. */
export class Dispatcher {
  readonly faults: FaultPlan
  readonly #core: SandboxCore
  readonly #webhook: WebhookSender

  constructor({ core, webhook, faults }: Options) {
    this.#core = core
    this.#webhook = webhook
    this.faults = faults
  }

  /** The body of a successful answer. @throws ApiError when the call is refused */
  async call(
    given: string,
    params: Params,
    via: BotCall['via'],
    signal?: AbortSignal,
  ): Promise<{ ok: true; result: unknown; description?: string }> {
    const method = properName(given)
    try {
      const result = await runMethod(this.#core, given, params, { webhook: this.#webhook, signal })
      this.#record(method, params, true, result, via)
      if (result instanceof Described) {
        return { ok: true, result: true, description: result.description }
      }
      return { ok: true, result }
    } catch (error) {
      if (error instanceof ApiError) this.#record(method, params, false, error.description, via)
      throw error
    }
  }

  #record(
    method: string,
    params: Params,
    ok: boolean,
    outcome: unknown,
    via: BotCall['via'],
  ): void {
    // A poll returns what the log already holds elsewhere, and would push out everything else.
    if (method === 'getUpdates' && ok) return
    this.#core.calls.add({ at: this.#core.now(), method, params: params.raw, ok, outcome, via })
    this.#core.events.emit({ kind: 'call', method, ok })
  }
}
