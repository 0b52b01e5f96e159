import type { SandboxCore } from '../core.ts'
import type { Params } from '../params.ts'
import type { WebhookSender } from '../webhook-sender.ts'

export type CallContext = {
  webhook: WebhookSender
  /** Aborted when the client went away. */
  signal: AbortSignal | undefined
}

/** Returns the `result` of the call or throws an ApiError. */
type Method = (core: SandboxCore, params: Params, context: CallContext) => unknown

export type MethodTable = Readonly<Record<string, Method>>

/** A `true` result that carries a description beside it, as setWebhook does. */
export class Described {
  readonly description: string

  constructor(description: string) {
    this.description = description
  }
}
