/** Everything that is counted about a group of tickets; milliseconds are working time. */
export type Figures = {
  received: number
  /** Cycles that ended, those of merged tickets left out. */
  ended: number
  kept: number
  net: { p50: number; p90: number; p95: number } | null
  /** Sums over the ended cycles. */
  netMs: number
  waitingMs: number
  suspendedMs: number
  developmentMs: number
  reopened: number
  answered: number
  answeredWithGoal: number
  answeredInGoal: number
  firstAnswer: { p50: number; p90: number } | null
  rated: number
  ratingSum: number
  outOfTurn: number
  /** Open at the end of the group's time; null where that lies ahead. */
  backlog: number | null
}

export const noFigures: Figures = {
  received: 0,
  ended: 0,
  kept: 0,
  net: null,
  netMs: 0,
  waitingMs: 0,
  suspendedMs: 0,
  developmentMs: 0,
  reopened: 0,
  answered: 0,
  answeredWithGoal: 0,
  answeredInGoal: 0,
  firstAnswer: null,
  rated: 0,
  ratingSum: 0,
  outOfTurn: 0,
  backlog: 0,
}

type Unit = 'count' | 'share' | 'time' | 'score'
type Measure = { unit: Unit; of: (figures: Figures) => number | null }

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)
const gross = (f: Figures) => f.netMs + f.waitingMs + f.suspendedMs + f.developmentMs

/** Every figure of the reports, once; its name and definition stand in the catalogue under the same key. */
export const measures = {
  received: { unit: 'count', of: (f) => f.received },
  ended: { unit: 'count', of: (f) => f.ended },
  backlog: { unit: 'count', of: (f) => f.backlog },
  kept: { unit: 'share', of: (f) => share(f.kept, f.ended) },
  answerP50: { unit: 'time', of: (f) => f.firstAnswer?.p50 ?? null },
  answerP90: { unit: 'time', of: (f) => f.firstAnswer?.p90 ?? null },
  answerGoal: { unit: 'share', of: (f) => share(f.answeredInGoal, f.answeredWithGoal) },
  netP50: { unit: 'time', of: (f) => f.net?.p50 ?? null },
  netP90: { unit: 'time', of: (f) => f.net?.p90 ?? null },
  netP95: { unit: 'time', of: (f) => f.net?.p95 ?? null },
  waiting: { unit: 'share', of: (f) => share(f.waitingMs, gross(f)) },
  suspended: { unit: 'share', of: (f) => share(f.suspendedMs, gross(f)) },
  development: { unit: 'share', of: (f) => share(f.developmentMs, gross(f)) },
  reopened: { unit: 'share', of: (f) => share(f.reopened, f.ended) },
  rating: { unit: 'score', of: (f) => share(f.ratingSum, f.rated) },
  rated: { unit: 'count', of: (f) => f.rated },
  outOfTurn: { unit: 'count', of: (f) => f.outOfTurn },
} as const satisfies Record<string, Measure>

export type MeasureName = keyof typeof measures
export const measureNames = Object.keys(measures) as MeasureName[]

export function measure(name: MeasureName, figures: Figures): number | null {
  return measures[name].of(figures)
}
