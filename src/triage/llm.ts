import OpenAI from 'openai'
import { cleanText } from '../text/clean.ts'
import { maskReversibly, restoreMasked } from '../text/mask.ts'
import { type BreakerSettings, createCircuitBreaker } from './circuit-breaker.ts'
import { type SpendingStore, spendingDay } from './daily-budget.ts'
import { removeInstructions } from './injection.ts'
import { type ModelAnswer, mergeModelAnswer, modelAnswerSchema } from './model-answer.ts'
import { promptVersion, responseFormat, triagePrompt } from './model-prompt.ts'
import type { TriageInput, TriageResult } from './types.ts'

export type ModelTriageSettings = {
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

export type ModelTriageParts = {
  now: () => Date
  spending: SpendingStore
  sleep: (ms: number) => Promise<void>
}

/** Why the offline answer stands. */
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

export type ModelTriageOutcome = { result: TriageResult; trouble?: ModelTrouble }

export type ModelTriage = (
  input: TriageInput,
  offline: TriageResult,
  /** Persons known to the client's account, masked by name besides what has a shape. */
  names?: readonly string[],
) => Promise<ModelTriageOutcome>

/** Prompt and answer are bounded, so that one letter cannot eat the day's budget. */
const textLimit = 8_000
const answerTokens = 500
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

function parseAnswer(content: string | null | undefined): ModelAnswer {
  let value: unknown
  try {
    value = JSON.parse(content ?? '')
  } catch {
    throw new Trouble('bad_answer', true)
  }
  const parsed = modelAnswerSchema.safeParse(value)
  if (!parsed.success) throw new Trouble('bad_answer', true)
  return parsed.data
}

/**
 * Triage by an OpenAI-compatible model. Never throws: on any trouble the offline answer comes back with
 * the reason. Nothing personal leaves unmasked (agreement 5.4.3), nor do instructions to the machine.
 */
export function createModelTriage(
  settings: ModelTriageSettings,
  parts: ModelTriageParts,
): ModelTriage {
  const { model, timeoutMs = 10_000, retries = 2 } = settings
  const breaker = createCircuitBreaker(settings.breaker ?? { failures: 5, coolDownMs: 60_000 })
  const client = new OpenAI({
    apiKey: settings.apiKey,
    baseURL: settings.baseUrl ?? null,
    timeout: timeoutMs,
    maxRetries: 0,
  })

  async function ask(input: TriageInput, maskedText: string): Promise<ModelAnswer> {
    const signal = AbortSignal.timeout(timeoutMs)
    const completion = await client.chat.completions
      .create(
        {
          model,
          messages: triagePrompt(input.channel, maskedText),
          response_format: responseFormat,
          max_completion_tokens: answerTokens,
          temperature: 0,
        },
        { signal },
      )
      .catch((error: unknown) => {
        throw signal.aborted ? new Trouble('timeout', true) : toTrouble(error)
      })
    const used = completion.usage?.total_tokens ?? Math.ceil(maskedText.length / 2) + answerTokens
    await parts.spending.add(spendingDay(parts.now()), used)
    const choice = completion.choices?.[0]
    if (choice?.message?.refusal || choice?.finish_reason === 'content_filter') {
      throw new Trouble('refused', false)
    }
    return parseAnswer(choice?.message?.content)
  }

  async function askWithRetries(input: TriageInput, maskedText: string): Promise<ModelAnswer> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await ask(input, maskedText)
      } catch (error) {
        const trouble = toTrouble(error)
        if (!trouble.retryable || attempt >= retries) throw trouble
        await parts.sleep(trouble.pauseMs)
      }
    }
  }

  return async (input, offline, names = []) => {
    const stand = (trouble: ModelTrouble): ModelTriageOutcome => ({ result: offline, trouble })
    const now = parts.now()
    if ((await parts.spending.spentOn(spendingDay(now))) >= settings.tokensPerDay) {
      return stand('budget_spent')
    }
    if (!breaker.allows(now.getTime())) return stand('circuit_open')
    const whole = input.subject === undefined ? input.text : `${input.subject}\n${input.text}`
    const harmless = removeInstructions(cleanText(whole)).text.slice(0, textLimit)
    const masked = maskReversibly(harmless, names)
    try {
      const answer = await askWithRetries(input, masked.text)
      breaker.succeeded()
      const reason = restoreMasked(answer.reason, masked.originals)
      const version = `${model} ${promptVersion}`
      return { result: mergeModelAnswer(offline, { ...answer, reason }, 'model', version) }
    } catch (error) {
      const trouble = toTrouble(error)
      // A refusal or a bad answer concerns this letter, not the health of the service.
      if (trouble.kind === 'refused' || trouble.kind === 'bad_answer') breaker.succeeded()
      else breaker.failed(parts.now().getTime())
      return stand(trouble.kind)
    }
  }
}
