import {
  accuracy,
  bootstrap,
  type Interval,
  type Judged,
  macroF1,
  precision,
  recall,
  share,
} from './metrics.ts'
import type { LabelledMessage } from './training-data.ts'
import type { Intent, TriageResult } from './types.ts'

export type Answered = { message: LabelledMessage; result: TriageResult }

export type Figure = { name: string; interval: Interval; target?: number }

function judge(all: readonly Answered[], field: 'intent' | 'priority' | 'complexity'): Judged[] {
  return all.map(({ message, result }) => ({
    gold: message[field],
    predicted: result[field],
    alternatives: [message[`${field}_alt`]].flat().filter((label) => label !== undefined),
  }))
}

const compromise = (intent: Intent | undefined): boolean =>
  intent === 'key_compromise' || intent === 'access_compromise'

/** The acceptance figures over labelled messages; accepted alternatives count as right. */
export function figures(all: readonly Answered[]): Figure[] {
  const intent = judge(all, 'intent')
  const priority = judge(all, 'priority')
  const complexity = judge(all, 'complexity')
  const threatened = all.filter((a) => compromise(a.message.intent))
  const alarmed = all.filter((a) => compromise(a.result.intent))
  return [
    { name: 'intent accuracy', interval: accuracy(intent) },
    { name: 'intent macro-F1', interval: bootstrap(intent, macroF1), target: 0.83 },
    { name: 'priority accuracy', interval: accuracy(priority), target: 0.85 },
    { name: 'priority accuracy, strict', interval: accuracy(priority, true) },
    { name: 'priority macro-F1', interval: bootstrap(priority, macroF1), target: 0.82 },
    { name: 'critical recall', interval: recall(priority, 'critical'), target: 0.95 },
    { name: 'critical precision', interval: precision(priority, 'critical'), target: 0.85 },
    {
      name: 'compromise recall',
      interval: share(
        threatened.filter((a) => compromise(a.result.intent)).length,
        threatened.length,
      ),
      target: 0.97,
    },
    {
      name: 'compromise found or asked',
      interval: share(
        threatened.filter(
          (a) =>
            compromise(a.result.intent) ||
            a.result.evidence.some((e) => e.rule === 'compromise_doubt'),
        ).length,
        threatened.length,
      ),
    },
    {
      name: 'compromise precision',
      interval: share(
        alarmed.filter((a) => compromise(a.message.intent) || compromise(a.message.intent_alt))
          .length,
        alarmed.length,
      ),
    },
    { name: 'complexity accuracy', interval: accuracy(complexity), target: 0.76 },
    { name: 'complexity accuracy, strict', interval: accuracy(complexity, true) },
  ]
}

export type FlagFigure = { flag: string; precision: Interval; recall: Interval }

const flagNames = [
  'profanity',
  'insult',
  'multi_problem',
  'needs_info',
  'out_of_scope',
  'mass_hint',
  'injection',
  'wants_human',
] as const

const raised = (value: boolean | number | undefined): boolean =>
  typeof value === 'number' ? value > 1 : value === true

/** Precision and recall of each flag over the messages that carry a label for it. */
export function flagFigures(all: readonly Answered[]): FlagFigure[] {
  return flagNames.map((flag) => {
    const labelled = all.filter((a) => a.message.flags[flag] !== undefined)
    const gold = labelled.filter((a) => raised(a.message.flags[flag]))
    const found = labelled.filter((a) => raised(a.result.flags[flag]))
    const both = gold.filter((a) => raised(a.result.flags[flag])).length
    return { flag, precision: share(both, found.length), recall: share(both, gold.length) }
  })
}

/** Per label: how many there are, precision and recall. */
export function labelTable(
  all: readonly Answered[],
  field: 'intent' | 'priority' | 'complexity',
): { label: string; precision: Interval; recall: Interval }[] {
  const judged = judge(all, field)
  return [...new Set(judged.map((j) => j.gold))].toSorted().map((label) => ({
    label,
    precision: precision(judged, label),
    recall: recall(judged, label),
  }))
}
