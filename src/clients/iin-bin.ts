export type NumberKind = 'iin' | 'bin'
export type NumberFault = 'length' | 'characters' | 'zeros' | 'checkDigit'
/** Oddities that never stand in the way: since 26.08.2013 the digits are not bound to birth date or sex. */
export type NumberWarning = 'date_not_real' | 'date_in_future' | 'seventh_digit' | 'month'

export type ParsedNumber =
  | { ok: true; value: string; kind: NumberKind; pass: 1 | 2; warnings: NumberWarning[] }
  | { ok: false; fault: NumberFault }

const firstWeights = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
const secondWeights = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]

/** Reads an IIN or BIN however it is spaced (definition 11, R13). @param today for the warning about dates */
export function parseIinBin(given: string, today: Date): ParsedNumber {
  const value = given.replace(/[\s\u00a0\u2010-\u2015-]/g, '')
  if (!/^[0-9]*$/.test(value)) return { ok: false, fault: 'characters' }
  if (value.length !== 12) return { ok: false, fault: 'length' }
  // Its check digit is right, and still it is nobody's number.
  if (/^0+$/.test(value)) return { ok: false, fault: 'zeros' }
  const pass = checkPass(value)
  if (pass === null) return { ok: false, fault: 'checkDigit' }
  // The fifth digit is tens of the day in an IIN (0–3) and the kind of entity in a BIN (4–6).
  const kind = /^[0-9]{4}[4-6]/.test(value) ? 'bin' : 'iin'
  const warnings = kind === 'bin' ? binWarnings(value) : iinWarnings(value, today)
  return { ok: true, value, kind, pass, warnings }
}

/** Which of the two passes proves the check digit; null when neither does. */
function checkPass(value: string): 1 | 2 | null {
  const digits = [...value].map(Number)
  const last = digits[11]
  const first = weighted(digits, firstWeights)
  if (first !== 10) return first === last ? 1 : null
  const second = weighted(digits, secondWeights)
  return second !== 10 && second === last ? 2 : null
}

function weighted(digits: readonly number[], weights: readonly number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * (digits[at] ?? 0), 0) % 11
}

function iinWarnings(value: string, today: Date): NumberWarning[] {
  const seventh = Number(value[6])
  if (seventh === 0 || seventh > 6) return ['seventh_digit']
  const year = 1800 + 100 * Math.floor((seventh - 1) / 2) + Number(value.slice(0, 2))
  const month = Number(value.slice(2, 4))
  const day = Number(value.slice(4, 6))
  const born = new Date(Date.UTC(year, month - 1, day))
  if (born.getUTCMonth() !== month - 1 || born.getUTCDate() !== day) return ['date_not_real']
  return born > today ? ['date_in_future'] : []
}

function binWarnings(value: string): NumberWarning[] {
  const month = Number(value.slice(2, 4))
  return month < 1 || month > 12 ? ['month'] : []
}

/** `900101******`: how lists, logs, exports and notices show it (R13). */
export function maskIinBin(value: string): string {
  return `${value.slice(0, 6)}******`
}
