import OpenAI from 'openai'
import type { z } from 'zod'
import { type BreakerSettings, createCircuitBreaker } from './circuit-breaker.ts'
import { type SpendingStore, spendingDay } from './daily-budget.ts'

export type ModelCallSettings = {
  apiKey: string
  /** Any OpenAI-compatible address; the vendor's own when left out. */
  baseUrl?: string
  model: string
  timeoutMs?: number
  /** Attempts after the first. */
  retries?: number
  breaker?: BreakerSettings
  tokensPerDay: number
}

export type ModelCallParts = {
  now: () => Date
  spending: SpendingStore
  sleep: (ms: number) => Promise<void>
}

/** Why there is no answer of the model. */
export type ModelTrouble =
  | 'budget_spent'
  | 'circuit_open'
  | 'refused'
  | 'bad_answer'
  | 'rate_limited'
  | 'server_error'
  | 'timeout'
  | 'unreachable'
  | 'rejected'

export type ModelRequest<T> = {
  messages: { role: 'system' | 'user'; content: string }[]
  responseFormat: OpenAI.ResponseFormatJSONSchema
  answer: z.ZodType<T>
  /** Bounds the answer, so that one letter cannot eat the day's budget. */
  answerTokens: number
}

export type ModelOutcome<T> = { value: T } | { trouble: ModelTrouble }

export type ModelCalls = {
  model: string
  /** Never throws: on any trouble its reason comes back. */
  ask: <T>(request: ModelRequest<T>) => Promise<ModelOutcome<T>>
  /** One vector for each text, by another model of the same service. */
  embed: (model: string, texts: readonly string[]) => Promise<ModelOutcome<number[][]>>
}

const retryPauseMs = 400
const longestPauseMs = 5_000

class Trouble extends Error {
  readonly kind: ModelTrouble
  readonly retryable: boolean
  readonly pauseMs: number
  constructor(kind: ModelTrouble, retryable: boolean, pauseMs = retryPauseMs) {
    super(kind)
    this.kind = kind
    this.retryable = retryable
    this.pauseMs = pauseMs
  }
}

/** Reads a failure of the client library; anything unknown counts as unreachable. */
function toTrouble(error: unknown): Trouble {
  if (error instanceof Trouble) return error
  if (error instanceof OpenAI.APIConnectionTimeoutError) return new Trouble('timeout', true)
  if (error instanceof OpenAI.RateLimitError) {
    const seconds = Number(error.headers?.get('retry-after'))
    const pauseMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : retryPauseMs
    return new Trouble('rate_limited', true, Math.min(pauseMs, longestPauseMs))
  }
  if (error instanceof OpenAI.APIConnectionError) return new Trouble('unreachable', true)
  if (error instanceof OpenAI.APIError && error.status !== undefined) {
    return error.status >= 500 ? new Trouble('server_error', true) : new Trouble('rejected', false)
  }
  // A body cut off in the middle surfaces as a syntax or network error of the runtime.
  if (error instanceof SyntaxError) return new Trouble('bad_answer', true)
  return new Trouble('unreachable', true)
}

function parseAnswer<T>(schema: z.ZodType<T>, content: string | null | undefined): T {
  let value: unknown
  try {
    value = JSON.parse(content ?? '')
  } catch {
    throw new Trouble('bad_answer', true)
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new Trouble('bad_answer', true)
  return parsed.data
}

/**
 * Calls of an OpenAI-compatible service with a time limit, retries, a circuit breaker and a budget a day.
 * What is sent must have been masked by the caller (agreement 5.4.3).
 */
export function createModelCalls(settings: ModelCallSettings, parts: ModelCallParts): ModelCalls {
  const { model, timeoutMs = 10_000, retries = 2 } = settings
  const breaker = createCircuitBreaker(settings.breaker ?? { failures: 5, coolDownMs: 60_000 })
  const client = new OpenAI({
    apiKey: settings.apiKey,
    baseURL: settings.baseUrl ?? null,
    timeout: timeoutMs,
    maxRetries: 0,
  })
  const spend = (tokens: number) => parts.spending.add(spendingDay(parts.now()), tokens)

  async function complete<T>(request: ModelRequest<T>): Promise<T> {
    const { messages, responseFormat, answerTokens } = request
    const completion = await within((signal) =>
      client.chat.completions.create(
        {
          model,
          messages,
          response_format: responseFormat,
          max_completion_tokens: answerTokens,
          temperature: 0,
        },
        { signal },
      ),
    )
    const written = messages.reduce((sum, { content }) => sum + content.length, 0)
    await spend(completion.usage?.total_tokens ?? Math.ceil(written / 2) + answerTokens)
    const choice = completion.choices?.[0]
    if (choice?.message?.refusal || choice?.finish_reason === 'content_filter') {
      throw new Trouble('refused', false)
    }
    return parseAnswer(request.answer, choice?.message?.content)
  }

  async function vectors(of: string, texts: readonly string[]): Promise<number[][]> {
    const answer = await within((signal) =>
      client.embeddings.create(
        { model: of, input: [...texts], encoding_format: 'float' },
        { signal },
      ),
    )
    const written = texts.reduce((sum, text) => sum + text.length, 0)
    await spend(answer.usage?.total_tokens ?? Math.ceil(written / 2))
    const found = answer.data?.toSorted((a, b) => a.index - b.index).map((one) => one.embedding)
    const size = found?.[0]?.length ?? 0
    const whole = found?.length === texts.length && size > 0
    if (
      !whole ||
      found.some((vector) => vector.length !== size || !vector.every(Number.isFinite))
    ) {
      throw new Trouble('bad_answer', true)
    }
    return found
  }

  async function within<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      return await call(signal)
    } catch (error) {
      throw signal.aborted ? new Trouble('timeout', true) : toTrouble(error)
    }
  }

  async function guarded<T>(once: () => Promise<T>): Promise<ModelOutcome<T>> {
    const now = parts.now()
    if ((await parts.spending.spentOn(spendingDay(now))) >= settings.tokensPerDay) {
      return { trouble: 'budget_spent' }
    }
    if (!breaker.allows(now.getTime())) return { trouble: 'circuit_open' }
    for (let attempt = 0; ; attempt += 1) {
      try {
        const value = await once()
        breaker.succeeded()
        return { value }
      } catch (error) {
        const trouble = toTrouble(error)
        if (trouble.retryable && attempt < retries) {
          await parts.sleep(trouble.pauseMs)
          continue
        }
        // A refusal or a bad answer concerns this letter, not the health of the service.
        if (trouble.kind === 'refused' || trouble.kind === 'bad_answer') breaker.succeeded()
        else breaker.failed(parts.now().getTime())
        return { trouble: trouble.kind }
      }
    }
  }

  return {
    model,
    ask: (request) => guarded(() => complete(request)),
    embed: (of, texts) => guarded(() => vectors(of, texts)),
  }
}
