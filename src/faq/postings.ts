/** Terms of one text: ids ascend and are unique. */
export type SparseRow = { ids: Uint32Array; values: Float32Array }

/** For each term the rows that have it; term `t` owns entries `start[t]` to `start[t + 1]`. */
export type Postings = {
  rowCount: number
  start: Uint32Array
  row: Uint32Array
  weight: Float32Array
}

/** Turns rows into postings. Terms number `termCount`; each row's values become the weights. */
export function buildPostings(rows: readonly SparseRow[], termCount: number): Postings {
  const start = new Uint32Array(termCount + 1)
  for (const { ids } of rows) for (const id of ids) start[id + 1] = (start[id + 1] ?? 0) + 1
  for (let t = 0; t < termCount; t += 1) start[t + 1] = (start[t + 1] ?? 0) + (start[t] ?? 0)
  const next = start.slice()
  const total = start[termCount] ?? 0
  const row = new Uint32Array(total)
  const weight = new Float32Array(total)
  rows.forEach(({ ids, values }, r) => {
    for (let i = 0; i < ids.length; i += 1) {
      const id = ids[i] ?? 0
      const at = next[id] ?? 0
      row[at] = r
      weight[at] = values[i] ?? 0
      next[id] = at + 1
    }
  })
  return { rowCount: rows.length, start, row, weight }
}

/** Dot product of a query with every row at once. */
export function scoreRows(postings: Postings, query: SparseRow): Float32Array {
  const { start, row, weight } = postings
  const scores = new Float32Array(postings.rowCount)
  const { ids, values } = query
  for (let i = 0; i < ids.length; i += 1) {
    const id = ids[i] ?? 0
    const value = values[i] ?? 0
    const end = start[id + 1] ?? 0
    for (let at = start[id] ?? 0; at < end; at += 1) {
      const r = row[at] ?? 0
      scores[r] = (scores[r] ?? 0) + value * (weight[at] ?? 0)
    }
  }
  return scores
}
