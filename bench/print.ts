/** `telegram  what was measured            1,234/s   0.56 x floor` */
export function print(subject: string, what: string, value: string, ratio?: number): void {
  const compared = ratio === undefined ? '' : `  ${ratio.toFixed(2)} x floor`
  process.stdout.write(
    `${subject.padEnd(10)} ${what.padEnd(58)} ${value.padStart(12)}${compared}\n`,
  )
}

export function rate(perSecond: number): string {
  return `${Math.round(perSecond).toLocaleString('en')}/s`
}

/** The value below which 95 of 100 lie; `sorted` rises. */
export function p95(sorted: readonly number[]): number {
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0
}
