/** A refusal of the Bot API: `code` is both the HTTP status and `error_code`. */
export class ApiError extends Error {
  readonly code: number
  readonly description: string
  readonly parameters: { retry_after?: number; migrate_to_chat_id?: number } | undefined

  constructor(code: number, description: string, parameters?: ApiError['parameters']) {
    super(description)
    this.name = 'ApiError'
    this.code = code
    this.description = description
    this.parameters = parameters
  }
}

/** 400 in Telegram's wording: `badRequest('chat not found')` reads "Bad Request: chat not found". */
export function badRequest(reason: string): ApiError {
  return new ApiError(400, `Bad Request: ${reason}`)
}

export function forbidden(reason: string): ApiError {
  return new ApiError(403, `Forbidden: ${reason}`)
}

export function conflict(reason: string): ApiError {
  return new ApiError(409, `Conflict: ${reason}`)
}

export function tooManyRequests(retryAfterSeconds: number): ApiError {
  return new ApiError(429, `Too Many Requests: retry after ${retryAfterSeconds}`, {
    retry_after: retryAfterSeconds,
  })
}

/** What the real API can do and this sandbox cannot: said aloud, never a pretended success. */
export function notEmulated(what: string): ApiError {
  return new ApiError(501, `Not Implemented: the sandbox does not emulate ${what}`)
}
