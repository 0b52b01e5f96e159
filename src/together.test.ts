import { expect, test } from 'vitest'
import { together } from './together.ts'

/** Doubles numbers and keeps what it was asked at once. */
function doubler() {
  const asked: number[][] = []
  const double = together(async (_on: object, inputs: number[]) => {
    asked.push(inputs)
    if (inputs.includes(0)) throw new Error('nothing to double')
    return inputs.map((input) => input * 2)
  })
  return { asked, double }
}

test('what is asked at one step is done at once, each asker hears his own answer', async () => {
  const { asked, double } = doubler()
  const tx = {}
  const part = async (n: number) => double(tx, await double(tx, n))
  expect(await Promise.all([part(1), part(2), part(3)])).toEqual([4, 8, 12])
  expect(asked).toEqual([
    [1, 2, 3],
    [2, 4, 6],
  ])
})

test('transactions never share', async () => {
  const { asked, double } = doubler()
  await Promise.all([double({}, 1), double({}, 2)])
  expect(asked).toEqual([[1], [2]])
})

test('a failure reaches all that asked, and nobody later', async () => {
  const { double } = doubler()
  const tx = {}
  const ends = await Promise.allSettled([double(tx, 1), double(tx, 0)])
  expect(ends.map((end) => end.status)).toEqual(['rejected', 'rejected'])
  expect(await double(tx, 4)).toBe(8)
})
