/**
 * A table for spreadsheets: the mark by which Excel knows UTF-8, semicolons and decimal commas as the Russian
 * one expects them. Text that would be taken for a formula is disarmed; numbers are numbers.
 */
export function spreadsheetCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return `\ufeff${rows.map((row) => row.map(cell).join(';')).join('\r\n')}\r\n`
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value).replace('.', ',')
  const plain = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return `"${plain.replaceAll('"', '""')}"`
}
