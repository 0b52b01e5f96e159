import { z } from 'zod'
import { locales } from '../src/i18n/locale.ts'
import { isValidTicketNumber } from '../src/tickets/ticket-number.ts'

const number = z.string().refine(isValidTicketNumber)
const cycle = z.coerce.number().int().positive()

const shapes = {
  rate: z.tuple([number, cycle, z.coerce.number().int().min(1).max(5)]),
  unsolved: z.tuple([number, cycle]),
  add: z.tuple([number]),
  close: z.tuple([number]),
  reopen: z.tuple([number]),
  lang: z.tuple([z.enum(locales)]),
}

/** What a pressed button asks for. */
export type ButtonAction =
  | { kind: 'rate'; number: string; cycle: number; score: number }
  | { kind: 'unsolved'; number: string; cycle: number }
  | { kind: 'add' | 'close' | 'reopen'; number: string }
  | { kind: 'lang'; locale: (typeof locales)[number] }

/** At most 64 bytes, as Telegram demands: `rate:483920179:1:5`. */
export function buttonData(action: ButtonAction): string {
  switch (action.kind) {
    case 'rate':
      return `rate:${action.number}:${action.cycle}:${action.score}`
    case 'unsolved':
      return `unsolved:${action.number}:${action.cycle}`
    case 'add':
    case 'close':
    case 'reopen':
      return `${action.kind}:${action.number}`
    case 'lang':
      return `lang:${action.locale}`
  }
}

/** null for data we did not make: an old version's button, or a forged one. */
export function readButton(data: string): ButtonAction | null {
  const [kind = '', ...rest] = data.split(':')
  if (kind === 'rate') {
    const parsed = shapes.rate.safeParse(rest)
    if (!parsed.success) return null
    const [ticket, of, score] = parsed.data
    return { kind, number: ticket, cycle: of, score }
  }
  if (kind === 'unsolved') {
    const parsed = shapes.unsolved.safeParse(rest)
    return parsed.success ? { kind, number: parsed.data[0], cycle: parsed.data[1] } : null
  }
  if (kind === 'add' || kind === 'close' || kind === 'reopen') {
    const parsed = shapes[kind].safeParse(rest)
    return parsed.success ? { kind, number: parsed.data[0] } : null
  }
  if (kind === 'lang') {
    const parsed = shapes.lang.safeParse(rest)
    return parsed.success ? { kind, locale: parsed.data[0] } : null
  }
  return null
}
