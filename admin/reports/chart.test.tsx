import { expect, test } from 'vitest'
import { NameChart, TimeChart, ticksUpTo } from './chart.tsx'

test.each([
  [0, [0, 0.25, 0.5, 0.75, 1]],
  [4, [0, 1, 2, 3, 4]],
  [100, [0, 25, 50, 75, 100]],
  [137, [0, 50, 100, 150]],
  [1001, [0, 500, 1000, 1500]],
])('the scale up to %s', (greatest, ticks) => {
  expect(ticksUpTo(greatest)).toEqual(ticks)
})

const series = [
  { name: 'Получено', kind: 'bar', values: [3, null, 1.25] },
  { name: 'Открыто', kind: 'line', values: [1, null, 2] },
] as const

test('a chart names itself and says its values; a gap is no zero', () => {
  const svg = String(
    <TimeChart id="flow" title="Поток <обращений>" labels={['пн', 'вт', 'ср']} series={series} />,
  )
  expect(svg).toContain('role="img" aria-labelledby="flow-title flow-desc"')
  expect(svg).toContain('<title id="flow-title">Поток &lt;обращений&gt;</title>')
  expect(svg).toContain('<desc id="flow-desc">Получено: 3, —, 1,3. Открыто: 1, —, 2</desc>')
  expect(svg.match(/<rect /g)).toHaveLength(2)
  expect(svg.match(/<circle /g)).toHaveLength(2)
  expect(svg).not.toMatch(/style=|<script/)
})

test('names have a bar each, and the value beside it', () => {
  const svg = String(<NameChart id="n" title="В срок" labels={['a', 'b', 'c']} series={series} />)
  expect(svg.match(/<rect /g)).toHaveLength(4)
  expect(svg).toContain('>1,3</text>')
})
