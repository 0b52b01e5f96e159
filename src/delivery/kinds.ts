import { z } from 'zod'
import { priorities, ticketStatuses } from '../../db/schema/tickets.ts'
import { factKeys } from '../conversation/fact-questions.ts'
import { refusalReasons } from '../tickets/refusal.ts'
import { NoticeModel } from './notice-kinds.ts'

const iso = z.iso.datetime()
const number = z.string().regex(/^\d{9}$/)
const base = { number, subject: z.string() }
/** Belongs to no ticket. */
const nowhere = { number: z.null().default(null), subject: z.literal('').default('') }
const button = z.union([
  z.object({ text: z.string(), data: z.string() }),
  z.object({ text: z.string(), url: z.string() }),
])
const refusedFiles = z.array(z.object({ name: z.string(), reason: z.string() }))

/** What an acknowledgement may ask: at most one thing (Annex 1, 1.2, 1.4, 4.2; 7.3). */
export const acknowledgementAsks = [
  'nothing',
  'faq',
  'split',
  'doubt',
  'whose',
  'organisation',
  ...factKeys,
] as const

/** Every message the desk can send: what it says, not how; each channel has its own words and looks. */
export const outboundModels = {
  /** Annex 1, 4.3: taken, with the ID; 4.5: FAQ links; 3.1: when work goes on. */
  acknowledgement: z.object({
    ...base,
    priority: z.enum(priorities),
    dueAt: iso.nullable(),
    /** Set out of working hours: the moment work goes on. */
    resumesAt: iso.nullable(),
    faq: z.array(
      z.object({ slug: z.string(), titleRu: z.string(), titleKk: z.string().nullable() }),
    ),
    /** A compromise is answered by the rules of section 7, never by FAQ links. */
    compromise: z.boolean(),
    attachmentsRefused: refusedFiles,
    keyFileReceived: z.boolean(),
    mistypedNumber: z.boolean(),
    /** The one thing the client is asked with it, if any. */
    ask: z.enum(acknowledgementAsks).default('nothing'),
    /** The fault that explains it, as it stands (3.4). */
    incident: z.object({ title: z.string(), text: z.string() }).nullable().default(null),
    /** Works and changed hours that are on (5.1.1, 5.4.1). */
    works: z.array(z.object({ title: z.string(), endsAt: iso.nullable() })).default([]),
    /** How many matters the words hold, for the offer to split them (Annex 1, 1.4). */
    matters: z.number().int().default(1),
    /** Those the sender acts for, when he is asked for which one he writes. */
    organisations: z.array(z.object({ id: z.uuid(), name: z.string() })).default([]),
  }),
  /** Files of a later message that were not taken (4.4); a key file is a compromise (R105). */
  files: z.object({ ...base, refused: refusedFiles, keyFile: z.boolean() }),
  /** Several acknowledgements of one sender in one mail; `number` is the first ticket's. */
  acknowledged_together: z.object({
    ...base,
    tickets: z.array(
      z.object({
        number,
        dueAt: iso.nullable(),
        filesRefused: z.number().int(),
        keyFileReceived: z.boolean(),
        mistypedNumber: z.boolean(),
        incident: z.string().nullable().default(null),
      }),
    ),
    resumesAt: iso.nullable(),
  }),
  /** Words of a client leave it open whether a key or access is in other hands: he is asked (7.3). */
  doubt: z.object({ ...base }),
  /** An answer written from the articles, each sentence with the numbers of those it cites. */
  faq_answer: z.object({
    ...base,
    sentences: z.array(z.object({ text: z.string(), cites: z.array(z.number().int()) })),
    articles: z.array(z.object({ slug: z.string(), title: z.string() })),
  }),
  /** Later words were added to a ticket. */
  appended: z.object({
    ...base,
    reopened: z.boolean(),
    messageIds: z.array(z.uuid()).default([]),
    /** The fault that explains it, as it stands. */
    incident: z.object({ title: z.string(), text: z.string() }).nullable().default(null),
    /** Other open tickets that the words may have been meant for. */
    others: z.array(z.object({ number, subject: z.string() })).default([]),
  }),
  /** A person is at work on the ticket, the bot only shows that the words have come (Telegram). */
  seen: z.object({ ...base, ref: z.string(), emoji: z.enum(['👀', '❤']) }),
  /** A signing key was shown to us: definitions 9 and 10. */
  key_received: z.object({ ...base, as: z.enum(['file', 'text']) }),
  /** The bot's words in a conversation, in the client's language already: sent later because Telegram was busy. */
  said: z.object({ ...nowhere, html: z.string(), buttons: z.array(z.array(button)) }),
  /** One text to many, in the language of each; with the number of his ticket that it concerns. */
  announcement: z.object({
    number: number.nullable(),
    subject: z.string(),
    text: z.string(),
    /** It ends this cycle of the ticket, which can be rated or reopened. */
    cycle: z.number().int().nullable().default(null),
    /** For whoever gets it because he has subscribed. */
    subscriptionId: z.uuid().nullable().default(null),
  }),
  /** Asks the owner of a mail address whether it was he who subscribed it (R79). */
  subscription: z.object({ ...nowhere, subscriptionId: z.uuid() }),
  staff_reply: z.object({ ...base, text: z.string(), author: z.string(), question: z.boolean() }),
  /** Staff corrected or took back what they had sent. */
  staff_edit: z.object({ ...base, text: z.string(), author: z.string() }),
  staff_delete: z.object({ ...base }),
  resolved: z.object({ ...base, text: z.string(), cycle: z.number().int() }),
  /** 3.6 and 4.6: what was decided about a ticket, and on which ground. */
  decision: z.object({
    ...base,
    decision: z.enum(['suspended', 'refused', 'development', 'not_planned']),
    reason: z.enum(refusalReasons).nullable(),
    text: z.string(),
  }),
  /** A file of a staff answer, where the channel carries words and files apart. */
  staff_file: z.object({ ...base, attachmentId: z.uuid() }),
  status: z.object({ ...base, status: z.enum(ticketStatuses), text: z.string() }),
  /** About the client and his access rather than about a ticket (2.5). */
  notice: NoticeModel,
} as const

export type OutboundKind = keyof typeof outboundModels
export type OutboundModel<K extends OutboundKind> = z.infer<(typeof outboundModels)[K]>
/** What a use-case gives: fields with defaults may be left out. */
export type OutboundInput<K extends OutboundKind> = z.input<(typeof outboundModels)[K]>
/** One message with its kind, for exhaustive views. */
export type OutboundContent = {
  [K in OutboundKind]: { kind: K; model: OutboundModel<K> }
}[OutboundKind]

/** Reads a stored outbox row back. @throws ZodError for a row of an older, incompatible shape */
export function parseContent(kind: string, model: unknown): OutboundContent {
  if (!Object.hasOwn(outboundModels, kind)) throw new Error(`unknown outbound kind ${kind}`)
  const known = kind as OutboundKind
  return { kind: known, model: outboundModels[known].parse(model) } as OutboundContent
}
