export type Interval = { value: number; low: number; high: number; n: number }

/** Share with its 95 % Wilson interval. */
export function share(hits: number, n: number): Interval {
  if (n === 0) return { value: 0, low: 0, high: 1, n }
  const z = 1.96
  const p = hits / n
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n)
  return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half), n }
}

/** A gold label, what was predicted, and labels accepted besides the gold one. */
export type Judged = { gold: string; predicted: string; alternatives: readonly string[] }

/** The gold label, or the prediction where it is an accepted alternative. */
function effective(judged: Judged): string {
  return judged.alternatives.includes(judged.predicted) ? judged.predicted : judged.gold
}

export function accuracy(all: readonly Judged[], strict = false): Interval {
  const hits = all.filter((j) => (strict ? j.gold : effective(j)) === j.predicted)
  return share(hits.length, all.length)
}

export function recall(all: readonly Judged[], label: string): Interval {
  const relevant = all.filter((j) => effective(j) === label)
  return share(relevant.filter((j) => j.predicted === label).length, relevant.length)
}

export function precision(all: readonly Judged[], label: string): Interval {
  const chosen = all.filter((j) => j.predicted === label)
  return share(chosen.filter((j) => effective(j) === label).length, chosen.length)
}

/** Mean F1 over the labels that occur in gold or prediction. */
export function macroF1(all: readonly Judged[]): number {
  const labels = new Set(all.flatMap((j) => [effective(j), j.predicted]))
  let sum = 0
  for (const label of labels) {
    const hits = all.filter((j) => j.predicted === label && effective(j) === label).length
    const size =
      all.filter((j) => j.predicted === label).length +
      all.filter((j) => effective(j) === label).length
    sum += size === 0 ? 0 : (2 * hits) / size
  }
  return labels.size === 0 ? 0 : sum / labels.size
}

/** Percentile interval of a statistic over resampled messages; deterministic. */
export function bootstrap(
  all: readonly Judged[],
  statistic: (sample: readonly Judged[]) => number,
  rounds = 300,
): Interval {
  let state = 12345
  const next = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return state / 4294967296
  }
  const values = Array.from({ length: all.length === 0 ? 0 : rounds }, () => {
    const sample = Array.from({ length: all.length }, () => all[Math.floor(next() * all.length)])
    return statistic(sample.filter((judged) => judged !== undefined))
  }).toSorted((a, b) => a - b)
  const at = (part: number): number => values[Math.floor(part * (values.length - 1))] ?? 0
  return { value: statistic(all), low: at(0.025), high: at(0.975), n: all.length }
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0
}
