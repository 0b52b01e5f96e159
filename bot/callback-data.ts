import { z } from 'zod'
import { compromiseReasons, learntWhens } from '../src/conversation/dialog.ts'
import { factKeys } from '../src/conversation/fact-questions.ts'
import { locales } from '../src/i18n/locale.ts'
import { isValidTicketNumber } from '../src/tickets/ticket-number.ts'

const number = z.string().refine(isValidTicketNumber)
const cycle = z.coerce.number().int().positive()
const slug = z.string().regex(/^[a-z0-9-]{1,50}$/)
const outbound = z.uuid()

/** The commands that are also buttons. */
export const menuItems = [
  'new',
  'tickets',
  'faq',
  'compromise',
  'status',
  'tariff',
  'suggest',
  'abuse',
  'language',
  'link',
  'privacy',
  'help',
] as const

const shapes = {
  rate: z.object({ number, cycle, score: z.coerce.number().int().min(1).max(5) }),
  comment: z.object({ number, cycle }),
  unsolved: z.object({ number, cycle }),
  add: z.object({ number }),
  close: z.object({ number }),
  reopen: z.object({ number }),
  askrate: z.object({ number }),
  more: z.object({ before: z.coerce.number().int().positive() }),
  lang: z.object({ locale: z.enum(locales) }),
  go: z.object({ item: z.enum(menuItems) }),
  cancel: z.object({}),
  /** The FAQ answers offered with an acknowledgement. */
  helped: z.object({ number }),
  nohelp: z.object({ number }),
  /** An article offered with a ticket. */
  offer: z.object({ number, slug }),
  /** An article read in the chat, without a ticket. */
  topics: z.object({}),
  sect: z.object({ product: slug }),
  read: z.object({ slug }),
  good: z.object({ slug }),
  bad: z.object({ slug }),
  /** Where the words of a notice belong. */
  apart: z.object({ outbound }),
  move: z.object({ outbound, number }),
  split: z.object({ number }),
  keep: z.object({ number }),
  fact: z.object({ number, key: z.enum(factKeys), answer: z.string().regex(/^[a-z]{1,12}$/) }),
  skip: z.object({ number, key: z.enum(factKeys) }),
  org: z.object({ number, client: z.uuid() }),
  comp: z.object({ reason: z.enum(compromiseReasons) }),
  compmine: z.object({}),
  complearnt: z.object({ when: z.enum(learntWhens) }),
  compskip: z.object({}),
  compyes: z.object({ number }),
  compno: z.object({ number }),
  tariff: z.object({ code: slug }),
  /** Word of works and faults in this chat: on, off. */
  news: z.object({ wanted: z.enum(['on', 'off']) }),
  linkmail: z.object({}),
  unlink: z.object({}),
  take: z.object({ alert: z.uuid() }),
} as const

type Shapes = typeof shapes
export type ButtonKind = keyof Shapes
export type ActionOf<K extends ButtonKind> = { kind: K } & (keyof Shapes[K]['shape'] extends never
  ? unknown
  : z.output<Shapes[K]>)
/** What a pressed button asks for. */
export type ButtonAction = { [K in ButtonKind]: ActionOf<K> }[ButtonKind]

/** At most 64 bytes, as Telegram demands: `rate:483920179:1:5`. */
export function buttonData(action: ButtonAction): string {
  const values: Record<string, unknown> = action
  const names = Object.keys(shapes[action.kind].shape)
  return [action.kind, ...names.map((name) => String(values[name]))].join(':')
}

/** null for data we did not make: an old version's button, or a forged one. */
export function readButton(data: string): ButtonAction | null {
  const [kind = '', ...values] = data.split(':')
  if (!Object.hasOwn(shapes, kind)) return null
  const shape = shapes[kind as ButtonKind]
  const names = Object.keys(shape.shape)
  if (names.length !== values.length) return null
  const parsed = shape.safeParse(Object.fromEntries(names.map((name, at) => [name, values[at]])))
  return parsed.success ? ({ kind, ...parsed.data } as ButtonAction) : null
}
