import { expect, test } from 'vitest'
import { evaluateFaq, wilson } from './evaluate.ts'

test('recall counts every accepted article, precision only the answers given', () => {
  const cases = [
    { id: '1', lang: 'ru', accepted: ['a', 'b'] },
    { id: '2', lang: 'ru', accepted: ['c'] },
    { id: '3', lang: 'kk', accepted: ['d'] },
    { id: '4', lang: 'kk', accepted: [] },
    { id: '5', lang: 'kk', accepted: [] },
  ]
  const { all, byLanguage } = evaluateFaq(cases, [
    { id: '1', slugs: ['b'], answered: true },
    { id: '2', slugs: ['x', 'y', 'c'], answered: true },
    { id: '3', slugs: ['x', 'y', 'z', 'd'], answered: false },
    { id: '4', slugs: ['a'], answered: true },
    { id: '5', slugs: ['a'], answered: false },
  ])
  expect(all.recallAt1).toMatchObject({ hits: 1, total: 3 })
  expect(all.recallAt3).toMatchObject({ hits: 2, total: 3 })
  expect(all.answerPrecision).toMatchObject({ hits: 1, total: 2 })
  expect(all.declined).toMatchObject({ hits: 1, total: 3 })
  expect(all.falseAnswers).toMatchObject({ hits: 1, total: 2 })
  expect(byLanguage.kk?.recallAt1).toMatchObject({ hits: 0, total: 1 })
})

test('a question without a prediction counts as declined', () => {
  const { all } = evaluateFaq([{ id: '1', lang: 'ru', accepted: ['a'] }], [])
  expect(all.declined.share).toBe(1)
  expect(all.recallAt1.share).toBe(0)
})

test('the Wilson interval of 8 in 10 is 0.49 to 0.94', () => {
  const { low, high } = wilson(8, 10)
  expect(low).toBeCloseTo(0.49, 2)
  expect(high).toBeCloseTo(0.943, 2)
})

test('latency is the 95th percentile of what was measured', () => {
  const predictions = Array.from({ length: 100 }, (_, i) => ({
    id: String(i),
    slugs: [],
    answered: false,
    latencyMs: i + 1,
  }))
  expect(evaluateFaq([], predictions).latencyP95Ms).toBe(95)
  expect(evaluateFaq([], []).latencyP95Ms).toBeNull()
})
