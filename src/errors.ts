/** What a caller did wrong or what stands against it; each adapter maps the code to its own answer. */
export type DomainErrorCode =
  | 'not_found'
  | 'forbidden'
  | 'invalid'
  | 'conflict'
  | 'precondition'
  | 'limit'

export class DomainError extends Error {
  readonly code: DomainErrorCode
  /** Key under `errors` of the text catalogue. */
  readonly key: string
  readonly params: Record<string, string | number>

  constructor(code: DomainErrorCode, key: string, params: Record<string, string | number> = {}) {
    super(`${code}: ${key}`)
    this.code = code
    this.key = key
    this.params = params
  }
}

/** Trouble of a service we call. `rejected` means that the same call will never succeed. */
export class GatewayError extends Error {
  readonly retryable: boolean
  readonly retryAfterMs: number | null
  /** The address does not take our messages any more: bot blocked, mailbox gone. */
  readonly unreachable: boolean

  constructor(
    message: string,
    options: { retryable: boolean; retryAfterMs?: number; unreachable?: boolean; cause?: unknown },
  ) {
    super(message, { cause: options.cause })
    this.retryable = options.retryable
    this.retryAfterMs = options.retryAfterMs ?? null
    this.unreachable = options.unreachable ?? false
  }
}
