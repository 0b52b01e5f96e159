import { categorise } from './categories.ts'
import { explainIntent } from './explain.ts'
import { type Reading, readMessage, toVector } from './features.ts'
import { decideFlags } from './flags.ts'
import {
  headProbabilities,
  type Model,
  modelFolder,
  readModel,
  scoreColumns,
} from './model-file.ts'
import {
  choosePriority,
  isCompromise,
  mixPriorities,
  mostLikely,
  resumeStandstill,
} from './policy.ts'
import type { ProfanityOptions } from './profanity.ts'
import { securitySigns } from './security-rules.ts'
import {
  complexities,
  type Evidence,
  intents,
  type TriageInput,
  type TriageResult,
} from './types.ts'

export const offlineEngine = 'offline'

const harmlessIntents = intents.filter((intent) => !isCompromise(intent))

let loaded: Model | undefined

/** The shipped model, read on first use (about 50 ms) and kept. */
function shippedModel(): Model {
  loaded ??= readModel(modelFolder)
  return loaded
}

/** Classifies one message from its text alone: deterministic, no network, no clock. */
export function triageOffline(input: TriageInput, lists: ProfanityOptions = {}): TriageResult {
  return classify(shippedModel(), readMessage(input), input, lists)
}

/** The same with a given model, for training and evaluation. */
export function classify(
  model: Model,
  reading: Reading,
  input: TriageInput,
  lists: ProfanityOptions = {},
): TriageResult {
  const vector = toVector(reading, model.idf)
  const scores = scoreColumns(model, vector)
  const head = (name: string) => headProbabilities(model, scores, name)
  const evidence: Evidence[] = []
  const intentOdds = head('intent')
  const signs = securitySigns(reading, intentOdds)
  // What the security rules turned down must not come back as the likeliest class.
  const intent = signs.intent ?? mostLikely(intentOdds, harmlessIntents)
  evidence.push(...signs.evidence)
  const mixed = mixPriorities(
    intentOdds,
    head('incident_priority'),
    head('resume_priority'),
    head('priority'),
  )
  const priority = isCompromise(intent)
    ? 'critical'
    : intent === 'suggestion'
      ? 'suggestion'
      : intent === 'resume_access' && resumeStandstill(reading.folded)
        ? 'critical'
        : choosePriority(mixed)
  const complexityOdds = head('complexity')
  const complexity = mostLikely(complexityOdds, complexities)
  const flags = decideFlags(reading, input, intent, (name) => head(name).yes ?? 0, evidence, lists)
  const category = categorise(intent, reading)
  evidence.push(...explainIntent(model, vector, reading, intent))
  return {
    engine: offlineEngine,
    version: model.meta.version,
    lang: reading.lang,
    intent,
    priority,
    complexity,
    category: category.code,
    flags,
    confidence: {
      lang: reading.langConfidence,
      intent: signs.confidence ?? intentOdds[intent] ?? 0,
      priority: isCompromise(intent)
        ? (signs.confidence ?? mixed.critical ?? 0)
        : (mixed[priority] ?? 0),
      complexity: complexityOdds[complexity] ?? 0,
      category: category.confidence,
    },
    evidence,
  }
}
