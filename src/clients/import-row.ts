import { clientKinds } from '../../db/schema/clients.ts'
import { DomainError } from '../errors.ts'
import { normaliseAddress } from './address.ts'
import { type ClientKind, checkClientNumber, checkIin } from './client-number.ts'
import { parseIinBin } from './iin-bin.ts'

/** Columns of an import, each with the headings that people give it. */
const headings = {
  kind: ['kind', 'вид', 'вид клиента', 'тип'],
  name: ['name', 'название', 'наименование', 'клиент', 'название или фио'],
  number: ['number', 'iin', 'bin', 'иин', 'бин', 'иин/бин', 'бин/иин', 'иин или бин', 'iin/bin'],
  nonResident: ['non_resident', 'нерезидент'],
  noNumberReason: ['no_number_reason', 'почему без номера'],
  acceptedVersion: ['accepted_version', 'версия документов'],
  reservations: ['reservations', 'оговорки'],
  platformId: ['platform_id', 'код платформы'],
  personName: ['person_name', 'руководитель', 'фио руководителя', 'первый руководитель'],
  personIin: ['person_iin', 'иин руководителя'],
  phone: ['phone', 'телефон', 'доверенный телефон'],
  email: ['email', 'e-mail', 'почта', 'электронная почта', 'доверенная почта'],
} as const
export type ImportColumn = keyof typeof headings
export const importColumns = Object.keys(headings) as ImportColumn[]

const kindNames: Record<string, ClientKind> = {
  ...Object.fromEntries(clientKinds.map((kind) => [kind, kind])),
  физлицо: 'individual',
  'физическое лицо': 'individual',
  фл: 'individual',
  юрлицо: 'legal_entity',
  'юридическое лицо': 'legal_entity',
  юл: 'legal_entity',
  тоо: 'legal_entity',
  ао: 'legal_entity',
  филиал: 'branch',
  представительство: 'representative_office',
  ип: 'sole_trader',
  'индивидуальный предприниматель': 'sole_trader',
  адвокат: 'advocate',
  нотариус: 'notary',
  чси: 'bailiff',
  'частный судебный исполнитель': 'bailiff',
  иное: 'other',
  'иное лицо': 'other',
}
const yes = ['да', 'yes', 'true', '1', '+', 'иә']
const no = ['', 'нет', 'no', 'false', '0', '-', 'жоқ']

/** Which cell of a row holds which column; a heading that we do not know is left out. */
export function columnsOf(header: readonly string[]): Map<ImportColumn, number> {
  const found = new Map<ImportColumn, number>()
  for (const [at, cell] of header.entries()) {
    const heading = cell
      .replace(/^\ufeff/, '')
      .trim()
      .toLowerCase()
    const column = importColumns.find((one) =>
      (headings[one] as readonly string[]).includes(heading),
    )
    if (column && !found.has(column)) found.set(column, at)
  }
  return found
}

export type ImportRow = {
  kind: ClientKind
  name: string
  number: string | null
  nonResident: boolean
  noNumberReason: string
  acceptedVersion: string
  reservations: string
  platformId: string | null
  person: { name: string; iin: string | null; phone: string | null; email: string | null } | null
}
/** Key of an error text, beside the column it is about. */
export type RowFault = { column: ImportColumn; key: string }

/** Reads one row, or tells everything that is wrong with it. */
export function readImportRow(
  cell: (column: ImportColumn) => string,
  today: Date,
): { row: ImportRow } | { faults: RowFault[] } {
  const faults: RowFault[] = []
  const attempt = <T>(column: ImportColumn, work: () => T): T | null => {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      faults.push({ column, key: error.key })
      return null
    }
  }
  const text = (column: ImportColumn, most: number) => {
    const value = cell(column)
    if (value.length > most) faults.push({ column, key: 'nameTooLong' })
    return value
  }
  const name = text('name', 300)
  if (name === '') faults.push({ column: 'name', key: 'nameMissing' })
  const residence = cell('nonResident').toLowerCase()
  const nonResident = yes.includes(residence)
  if (!nonResident && !no.includes(residence)) faults.push({ column: 'nonResident', key: 'yesNo' })
  const kind = kindOf(cell('kind'), cell('number'), today)
  if (kind === null) faults.push({ column: 'kind', key: 'kindUnknown' })
  const noNumberReason = text('noNumberReason', 500)
  const number = attempt('number', () =>
    kind === null
      ? null
      : checkClientNumber({ kind, number: cell('number'), nonResident, noNumberReason }, today)
          .value,
  )
  const iin = attempt('personIin', () =>
    cell('personIin') === '' ? null : checkIin(cell('personIin'), today),
  )
  const address = (channel: 'phone' | 'email') =>
    attempt(channel, () => (cell(channel) === '' ? null : normaliseAddress(channel, cell(channel))))
  const phone = address('phone')
  const email = address('email')
  const personName = text('personName', 200)
  const somebody = iin !== null || phone !== null || email !== null
  if (personName === '' && (iin !== null || (somebody && kind !== null && !isPerson(kind)))) {
    faults.push({ column: 'personName', key: 'nameMissing' })
  }
  const row = {
    name,
    number,
    nonResident,
    noNumberReason,
    acceptedVersion: text('acceptedVersion', 100),
    reservations: text('reservations', 5000),
    platformId: text('platformId', 100) || null,
    // A person who is a client acts for himself.
    person: personName !== '' || somebody ? { name: personName || name, iin, phone, email } : null,
  }
  return kind === null || faults.length > 0 ? { faults } : { row: { ...row, kind } }
}

function isPerson(kind: ClientKind): boolean {
  return ['individual', 'sole_trader', 'advocate', 'notary', 'bailiff'].includes(kind)
}

/** As named; without a name an organisation is known by its BIN, whose sixth digit tells branches apart. */
function kindOf(given: string, number: string, today: Date): ClientKind | null {
  if (given !== '') return kindNames[given.toLowerCase()] ?? null
  const parsed = parseIinBin(number, today)
  if (!parsed.ok || parsed.kind !== 'bin') return null
  if (parsed.value[4] === '6') return 'sole_trader'
  if (parsed.value[5] === '1') return 'branch'
  return parsed.value[5] === '2' ? 'representative_office' : 'legal_entity'
}
