import type { clientKinds } from '../../db/schema/clients.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { type NumberWarning, parseIinBin } from './iin-bin.ts'

export type ClientKind = (typeof clientKinds)[number]

/** Kinds that are persons and so have an IIN; a joint sole trader has a BIN of type 6 all the same. */
const persons: readonly ClientKind[] = [
  'individual',
  'sole_trader',
  'advocate',
  'notary',
  'bailiff',
]

type Given = { kind: ClientKind; number: string; nonResident: boolean; noNumberReason: string }

/**
 * The client's IIN or BIN, or null where none is due (R9, R13, R20).
 * @throws DomainError `invalid` with a key that names the fault
 */
export function checkClientNumber(
  given: Given,
  today: Date,
): { value: string | null; warnings: NumberWarning[] } {
  if (given.number.trim() === '') {
    if (!given.nonResident && given.noNumberReason === '') {
      throw new DomainError('invalid', 'numberMissing')
    }
    return { value: null, warnings: [] }
  }
  const parsed = parseIinBin(given.number, today)
  if (!parsed.ok) throw new DomainError('invalid', `number_${parsed.fault}`)
  if (!given.nonResident && given.kind !== 'other') {
    const joint = given.kind === 'sole_trader' && parsed.value[4] === '6'
    const wanted = persons.includes(given.kind) && !joint ? 'iin' : 'bin'
    if (parsed.kind !== wanted) throw new DomainError('invalid', `number_needs_${wanted}`)
  }
  return { value: parsed.value, warnings: parsed.warnings }
}

/** @throws DomainError `invalid` unless the text is an IIN */
export function checkIin(given: string, today: Date): string {
  const parsed = parseIinBin(given, today)
  if (!parsed.ok) throw new DomainError('invalid', `number_${parsed.fault}`)
  if (parsed.kind !== 'iin') throw new DomainError('invalid', 'number_needs_iin')
  return parsed.value
}

/** The columns that hold a client's number: encrypted for that row, and hashed to be found. */
export function sealedNumber(ctx: Ctx, clientId: string, value: string | null) {
  return value === null
    ? { numberSealed: null, numberHash: null }
    : {
        numberSealed: ctx.vault.seal(value, `client:${clientId}`),
        numberHash: ctx.vault.fingerprint(value),
      }
}

/** The same for a person's IIN. */
export function sealedIin(ctx: Ctx, contactId: string, value: string) {
  return {
    iinSealed: ctx.vault.seal(value, `contact:${contactId}`),
    iinHash: ctx.vault.fingerprint(value),
  }
}
