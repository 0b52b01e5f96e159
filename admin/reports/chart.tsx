import type { Child } from 'hono/jsx'
import { plainNumber } from './format.ts'

export type Series = {
  name: string
  kind: 'bar' | 'line'
  values: readonly (number | null)[]
}

const width = 640
const height = 240
const left = 52
const right = 8
const top = 10
const bottom = 30
const plotWidth = width - left - right
const plotHeight = height - top - bottom

/** Round numbers up to the greatest value; a chart of nothing still has a scale. */
export function ticksUpTo(greatest: number): number[] {
  const rough = Math.max(greatest, 1) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((n) => n * power >= rough) ?? 10) * power
  const count = Math.max(1, Math.ceil(Math.max(greatest, 1) / step - 1e-9))
  return Array.from({ length: count + 1 }, (_, n) => Number((n * step).toPrecision(6)))
}

type ChartProps = {
  id: string
  title: string
  labels: readonly string[]
  series: readonly Series[]
}

/** Bars and lines over time, drawn on the server; colours come from the style sheet, by series. */
export function TimeChart(props: ChartProps) {
  const { labels, series } = props
  const ticks = ticksUpTo(greatestOf(series))
  const scale = plotHeight / (ticks.at(-1) ?? 1)
  const slot = plotWidth / Math.max(labels.length, 1)
  const every = Math.ceil(labels.length / 8)
  const bars = series.filter(({ kind }) => kind === 'bar').length
  return (
    <Frame {...props} height={height}>
      {ticks.map((tick) => {
        const y = round(top + plotHeight - tick * scale)
        return (
          <g>
            <line class="grid" x1={left} x2={width - right} y1={y} y2={y} />
            <text class="tick" x={left - 6} y={y + 5} text-anchor="end">
              {plainNumber(tick)}
            </text>
          </g>
        )
      })}
      {labels.map((label, at) =>
        at % every === 0 ? (
          <text
            class="tick"
            x={round(left + slot * (at + 0.5))}
            y={height - 8}
            text-anchor="middle"
          >
            {cut(label, Math.max(4, Math.floor((slot * every) / 8)))}
          </text>
        ) : null,
      )}
      {series.map((one, n) =>
        one.kind === 'bar' ? (
          <Bars series={one} order={n} of={bars} slot={slot} scale={scale} labels={labels} />
        ) : (
          <Line series={one} order={n} slot={slot} scale={scale} labels={labels} />
        ),
      )}
    </Frame>
  )
}

const nameWidth = 180
const barHeight = 16

/** Lying bars, a group for each name: between people or products there is nothing to join by a line. */
export function NameChart(props: ChartProps) {
  const { labels, series } = props
  const ticks = ticksUpTo(greatestOf(series))
  const scale = (width - nameWidth - 56) / (ticks.at(-1) ?? 1)
  const group = series.length * barHeight + 10
  return (
    <Frame {...props} height={labels.length * group + 8}>
      {labels.map((label, at) => (
        <g>
          <text
            class="tick"
            x={nameWidth - 8}
            y={at * group + (group - 2) / 2 + 4}
            text-anchor="end"
          >
            {cut(label, 22)}
          </text>
          {series.map((one, n) => {
            const value = one.values[at] ?? null
            const y = at * group + 4 + n * barHeight
            return value === null ? null : (
              <g class={`series s${n + 1}`}>
                <rect x={nameWidth} y={y} width={round(value * scale)} height={barHeight - 2}>
                  <title>{said(props.labels, one, at, value)}</title>
                </rect>
                <text class="tick" x={nameWidth + round(value * scale) + 5} y={y + 12}>
                  {plainNumber(value)}
                </text>
              </g>
            )
          })}
        </g>
      ))}
    </Frame>
  )
}

/** Whoever does not see the picture hears its title and its values. */
function Frame(props: ChartProps & { height: number; children: Child }) {
  const { id, title, series } = props
  const description = series
    .map(({ name, values }) => {
      const said = values.map((value) => (value === null ? '—' : plainNumber(value)))
      return `${name}: ${said.join(', ')}`
    })
    .join('. ')
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${width} ${props.height}`}
      role="img"
      aria-labelledby={`${id}-title ${id}-desc`}
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-desc`}>{description}</desc>
      {props.children}
    </svg>
  )
}

function greatestOf(series: readonly Series[]): number {
  return Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)))
}

type Drawn = {
  series: Series
  order: number
  slot: number
  scale: number
  labels: readonly string[]
}

function Bars(props: Drawn & { of: number }) {
  const { series, order, of, slot, scale } = props
  const barWidth = Math.min((slot * 0.8) / of, 40)
  const group = barWidth * of
  return (
    <g class={`series s${order + 1}`}>
      {series.values.map((value, at) =>
        value === null ? null : (
          <rect
            x={round(left + slot * (at + 0.5) - group / 2 + barWidth * order)}
            y={round(top + plotHeight - value * scale)}
            width={round(barWidth * 0.92)}
            height={round(value * scale)}
          >
            <title>{said(props.labels, series, at, value)}</title>
          </rect>
        ),
      )}
    </g>
  )
}

/** Broken where there is no value; every point is marked, so that a single one is seen. */
function Line(props: Drawn) {
  const { series, order, slot, scale } = props
  const points = series.values.map((value, at) =>
    value === null
      ? null
      : {
          x: round(left + slot * (at + 0.5)),
          y: round(top + plotHeight - value * scale),
          value,
          at,
        },
  )
  const path = points
    .map((point, at) => (point ? `${points[at - 1] ? 'L' : 'M'}${point.x} ${point.y}` : ''))
    .join('')
  return (
    <g class={`series line s${order + 1}`}>
      <path d={path} />
      {points.map((point) =>
        point ? (
          <circle cx={point.x} cy={point.y} r={3}>
            <title>{said(props.labels, series, point.at, point.value)}</title>
          </circle>
        ) : null,
      )}
    </g>
  )
}

function said(labels: readonly string[], { name }: Series, at: number, value: number): string {
  return `${labels[at] ?? ''}, ${name}: ${plainNumber(value)}`
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
