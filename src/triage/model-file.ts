import { readFileSync, writeFileSync } from 'node:fs'
import { type SparseVector, slotCount } from './features.ts'

/** One classifier over the shared features: its classes and where its columns start. */
export type Head = { name: string; classes: string[]; column: number; temperature: number }

export type ModelMeta = {
  version: string
  rows: number
  columns: number
  heads: Head[]
  /** Largest absolute weight of each column, to undo the eight-bit companding. */
  scales: number[]
  bias: number[]
  thresholds: Record<string, number>
}

/** Weights stay in eight bits in memory too: `tables` gives back what a code of a column stands for. */
export type Model = {
  meta: ModelMeta
  idf: Float32Array
  rowOf: Int32Array
  /** Row by row. */
  codes: Int8Array
  /** 256 values a column. */
  tables: Float32Array
}

export const modelFolder = new URL('./model/', import.meta.url)

/** Square-root companding: small weights, which are most of them, keep their precision. */
function compand(value: number, scale: number): number {
  if (scale === 0) return 0
  return Math.sign(value) * Math.round(127 * Math.sqrt(Math.abs(value) / scale))
}

function expand(code: number, scale: number): number {
  const part = code / 127
  return Math.sign(code) * part * part * scale
}

/** A trained model in the form that is shipped, so that what is measured is what runs. */
export function packModel(
  meta: ModelMeta,
  idf: Float32Array,
  rowOf: Int32Array,
  weights: Float32Array,
): Model {
  const codes = Int8Array.from(weights, (value, at) =>
    compand(value, meta.scales[at % meta.columns] ?? 0),
  )
  return { meta, idf, rowOf, codes, tables: tablesOf(meta) }
}

function tablesOf({ scales, columns }: ModelMeta): Float32Array {
  return Float32Array.from({ length: columns * 256 }, (_, at) =>
    expand((at & 255) - 128, scales[at >> 8] ?? 0),
  )
}

/** What the word of a row says for a column. */
export function weightAt({ meta, codes, tables }: Model, row: number, column: number): number {
  return tables[column * 256 + (codes[row * meta.columns + column] ?? 0) + 128] ?? 0
}

/** Layout of weights.bin: slots (uint32), idf × 1000 (uint16), companded weights (int8, row by row). */
export function writeModel({ meta, idf, rowOf, codes }: Model, folder: URL): void {
  const slots = new Uint32Array(meta.rows)
  rowOf.forEach((row, slot) => {
    if (row >= 0) slots[row] = slot
  })
  const scaledIdf = Uint16Array.from(slots, (slot) => Math.round((idf[slot] ?? 0) * 1000))
  writeFileSync(
    new URL('weights.bin', folder),
    Buffer.concat([
      Buffer.from(slots.buffer),
      Buffer.from(scaledIdf.buffer),
      Buffer.from(codes.buffer),
    ]),
  )
  writeFileSync(new URL('model.json', folder), `${JSON.stringify(meta, null, 1)}\n`)
}

export function readModel(folder: URL): Model {
  const meta = JSON.parse(readFileSync(new URL('model.json', folder), 'utf8')) as ModelMeta
  const file = readFileSync(new URL('weights.bin', folder))
  const expected = meta.rows * (4 + 2 + meta.columns)
  if (file.length !== expected) {
    throw new Error(`triage model: weights.bin has ${file.length} bytes, expected ${expected}`)
  }
  const rowOf = new Int32Array(slotCount).fill(-1)
  const idf = new Float32Array(slotCount)
  for (let row = 0; row < meta.rows; row += 1) {
    const slot = file.readUInt32LE(row * 4)
    rowOf[slot] = row
    idf[slot] = file.readUInt16LE(meta.rows * 4 + row * 2) / 1000
  }
  const codes = new Int8Array(
    file.buffer,
    file.byteOffset + meta.rows * 6,
    meta.rows * meta.columns,
  )
  return { meta, idf, rowOf, codes, tables: tablesOf(meta) }
}

/** Raw scores of every column for one message. */
export function scoreColumns(model: Model, vector: SparseVector): Float64Array {
  const { columns } = model.meta
  const scores = Float64Array.from(model.meta.bias)
  for (let n = 0; n < vector.indices.length; n += 1) {
    const row = model.rowOf[vector.indices[n] ?? 0] ?? -1
    if (row < 0) continue
    const value = vector.values[n] ?? 0
    const base = row * columns
    for (let c = 0; c < columns; c += 1) {
      const code = model.codes[base + c] ?? 0
      scores[c] = (scores[c] ?? 0) + value * (model.tables[(c << 8) + code + 128] ?? 0)
    }
  }
  return scores
}

/** Calibrated probabilities of one head, by class name. */
export function headProbabilities(
  model: Model,
  scores: Float64Array,
  name: string,
): Record<string, number> {
  const head = model.meta.heads.find((h) => h.name === name)
  if (head === undefined) throw new Error(`triage model has no head ${name}`)
  const part = head.classes.map((_, at) => (scores[head.column + at] ?? 0) / head.temperature)
  const top = Math.max(...part)
  const powers = part.map((score) => Math.exp(score - top))
  const sum = powers.reduce((a, b) => a + b, 0)
  return Object.fromEntries(head.classes.map((label, at) => [label, (powers[at] ?? 0) / sum]))
}
