export type CsvRow = { line: number; cells: string[] }
export type Csv = {
  separator: string
  rows: CsvRow[]
  /** Line of a quotation mark that nothing closes; what follows it is not read. */
  openQuote: number | null
}

const separators = [';', ',', '\t', '|']

/**
 * Reads a table (RFC 4180) with any usual separator, found by the first line. Rows carry the line they begin
 * on; empty ones are left out.
 */
export function readCsv(text: string): Csv {
  const separator = separatorOf(text)
  // The plain end of a cell is searched for as a whole: a file may have tens of millions of characters.
  const end = new RegExp(`[${separator === '|' ? '\\|' : separator}\n]`, 'g')
  const rows: CsvRow[] = []
  let cells: string[] = []
  let line = 1
  let rowLine = 1
  let at = 0
  while (at < text.length) {
    let cell: string
    if (text[at] === '"') {
      const quoted = readQuoted(text, at)
      if (quoted === null) return { separator, rows, openQuote: line }
      cell = quoted.cell
      at = quoted.end
      line += quoted.breaks
    } else {
      cell = ''
    }
    end.lastIndex = at
    const stop = end.exec(text)?.index ?? text.length
    cell += text.slice(at, stop)
    const ends = text[stop] !== separator
    cells.push(ends && cell.endsWith('\r') ? cell.slice(0, -1) : cell)
    at = stop + 1
    if (!ends) {
      // A separator at the very end of the file is followed by one more, empty cell.
      if (at >= text.length) cells.push('')
      else continue
    }
    if (cells.some((one) => one.trim() !== '')) rows.push({ line: rowLine, cells })
    cells = []
    line += 1
    rowLine = line
  }
  return { separator, rows, openQuote: null }
}

function readQuoted(
  text: string,
  start: number,
): { cell: string; end: number; breaks: number } | null {
  let from = start + 1
  let cell = ''
  for (;;) {
    const close = text.indexOf('"', from)
    if (close < 0) return null
    cell += text.slice(from, close)
    if (text[close + 1] !== '"') {
      return { cell, end: close + 1, breaks: cell.split('\n').length - 1 }
    }
    cell += '"'
    from = close + 2
  }
}

/** The one that the first line has most of, outside quotation marks. */
function separatorOf(text: string): string {
  const first = (text.split('\n', 1)[0] ?? '').replace(/"[^"]*"/g, '')
  const counted = separators.map((one) => ({ one, count: first.split(one).length }))
  return counted.toSorted((a, b) => b.count - a.count)[0]?.one ?? ';'
}

/** UTF-8 if it is that, else Windows-1251, as Excel for Windows saves in Kazakhstan and Russia. */
export function decodeText(bytes: Buffer): { text: string; encoding: 'utf-8' | 'windows-1251' } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' }
  } catch {
    return { text: new TextDecoder('windows-1251').decode(bytes), encoding: 'windows-1251' }
  }
}
