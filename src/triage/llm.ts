import { cleanText } from '../text/clean.ts'
import { maskReversibly, restoreMasked } from '../text/mask.ts'
import { removeInstructions } from './injection.ts'
import { mergeModelAnswer, modelAnswerSchema } from './model-answer.ts'
import type { ModelCalls, ModelTrouble } from './model-call.ts'
import { promptVersion, responseFormat, triagePrompt } from './model-prompt.ts'
import type { TriageInput, TriageResult } from './types.ts'

/** `trouble`: why the offline answer stands. */
export type ModelTriageOutcome = { result: TriageResult; trouble?: ModelTrouble }

export type ModelTriage = (
  input: TriageInput,
  offline: TriageResult,
  /** Persons known to the client's account, masked by name besides what has a shape. */
  names?: readonly string[],
) => Promise<ModelTriageOutcome>

/** The prompt is bounded, so that one letter cannot eat the day's budget. */
const textLimit = 8_000
const answerTokens = 500

/**
 * Triage by an OpenAI-compatible model. Never throws: on any trouble the offline answer comes back with
 * the reason. Nothing personal leaves unmasked (agreement 5.4.3), nor do instructions to the machine.
 */
export function createModelTriage({ ask, model }: Pick<ModelCalls, 'ask' | 'model'>): ModelTriage {
  return async (input, offline, names = []) => {
    const whole = input.subject === undefined ? input.text : `${input.subject}\n${input.text}`
    const harmless = removeInstructions(cleanText(whole)).text.slice(0, textLimit)
    const masked = maskReversibly(harmless, names)
    const outcome = await ask({
      messages: triagePrompt(input.channel, masked.text),
      responseFormat,
      answer: modelAnswerSchema,
      answerTokens,
    })
    if ('trouble' in outcome) return { result: offline, trouble: outcome.trouble }
    const reason = restoreMasked(outcome.value.reason, masked.originals)
    const version = `${model} ${promptVersion}`
    return { result: mergeModelAnswer(offline, { ...outcome.value, reason }, 'model', version) }
  }
}
