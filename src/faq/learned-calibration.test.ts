import { expect, test } from 'vitest'
import { fitCorrection } from './learned-calibration.ts'
import { predict } from './logistic.ts'
import { logOdds } from './offline-search.ts'

const outcomes = (n: number, helps: (at: number) => boolean) =>
  Array.from({ length: n }, (_, at) => ({ confidence: 0.7 + (at % 30) / 100, helped: helps(at) }))

test('a few answers, or answers of one kind, correct nothing', () => {
  expect(fitCorrection(outcomes(59, (at) => at % 2 === 0))).toBeNull()
  expect(fitCorrection(outcomes(200, () => true))).toBeNull()
})

test('where half of the sure answers helped nobody, the confidence comes down to a half', () => {
  const correction = fitCorrection(outcomes(300, (at) => Math.floor(at / 30) % 2 === 0))
  if (!correction) throw new Error('nothing fitted')
  expect(predict(correction, [logOdds(0.85)])).toBeCloseTo(0.5, 1)
})

test('a confidence that is right more often the higher it is keeps its order', () => {
  const correction = fitCorrection(outcomes(300, (at) => at % 30 > 8))
  if (!correction) throw new Error('nothing fitted')
  expect(predict(correction, [logOdds(0.95)])).toBeGreaterThan(predict(correction, [logOdds(0.72)]))
})
