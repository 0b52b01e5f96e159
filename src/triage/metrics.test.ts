import { expect, test } from 'vitest'
import { accuracy, macroF1, percentile, precision, recall, share } from './metrics.ts'

const judged = [
  { gold: 'a', predicted: 'a', alternatives: [] },
  { gold: 'a', predicted: 'b', alternatives: ['b'] },
  { gold: 'b', predicted: 'a', alternatives: [] },
  { gold: 'b', predicted: 'b', alternatives: [] },
]

test('an accepted alternative counts as right, except strictly', () => {
  expect(accuracy(judged).value).toBe(0.75)
  expect(accuracy(judged, true).value).toBe(0.5)
})

test('recall and precision follow the accepted label', () => {
  expect(recall(judged, 'b')).toMatchObject({ value: 2 / 3, n: 3 })
  expect(precision(judged, 'a')).toMatchObject({ value: 0.5, n: 2 })
})

test('macro-F1 is the plain mean over labels', () => {
  expect(macroF1(judged)).toBeCloseTo((2 / 3 + 0.8) / 2)
})

test('the Wilson interval of 8 in 10 is 0.49 to 0.94', () => {
  const { low, high } = share(8, 10)
  expect(low).toBeCloseTo(0.49, 2)
  expect(high).toBeCloseTo(0.943, 2)
})

test('a percentile is one of the values', () => {
  expect(percentile([5, 1, 4, 2, 3], 0.95)).toBe(5)
})
