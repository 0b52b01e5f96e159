import { z } from 'zod'
import { suspensionReasons, suspensionScopes } from '../../db/schema/access.ts'
import { trustedChannels } from '../../db/schema/clients.ts'

const base = {
  /** Of the ticket the notice belongs to. */
  number: z
    .string()
    .regex(/^\d{9}$/)
    .nullable(),
  subject: z.string(),
}
const iso = z.iso.datetime()
const channel = z.enum(trustedChannels)
const client = z.string()

/** Notices to a client about himself and his access, each with what its words need. */
export const NoticeModel = z.discriminatedUnion('topic', [
  z.object({ ...base, topic: z.literal('link_code'), code: z.string(), minutes: z.number().int() }),
  /** A Telegram account now speaks for the person. */
  z.object({ ...base, topic: z.literal('telegram_linked'), client, at: iso }),
  z.object({
    ...base,
    topic: z.literal('trusted_change_asked'),
    client,
    channel,
    /** Masked. */
    address: z.string(),
    at: iso,
  }),
  z.object({
    ...base,
    topic: z.literal('trusted_changed'),
    client,
    channel,
    address: z.string(),
    at: iso,
  }),
  /** `into` as it is shown: KNS-483-920-179. */
  z.object({ ...base, topic: z.literal('ticket_merged'), into: z.string() }),
  z.object({ ...base, topic: z.literal('closing_soon'), at: iso }),
  z.object({
    ...base,
    topic: z.literal('suspended'),
    client,
    scope: z.enum(suspensionScopes),
    reason: z.enum(suspensionReasons),
    codes: z.array(z.string()),
    startsAt: iso,
  }),
  z.object({ ...base, topic: z.literal('lifted'), client, open: z.boolean(), at: iso }),
  /** The paid time ends soon (R48). */
  z.object({
    ...base,
    topic: z.literal('tariff_ending'),
    client,
    tariffRu: z.string(),
    tariffKk: z.string(),
    /** Last day paid for, in Astana. */
    paidUntil: z.iso.date(),
  }),
  z.object({ ...base, topic: z.literal('resumption_asked'), client, at: iso }),
  z.object({
    ...base,
    topic: z.literal('resumption_refused'),
    client,
    reason: z.string(),
    at: iso,
  }),
  /** The answer to whoever reported: the eight points. */
  z.object({
    ...base,
    topic: z.literal('compromise_received'),
    receivedAt: iso,
    dueAt: iso,
    /** Access is closed already, or the report is being checked. */
    closed: z.boolean(),
    repeated: z.boolean(),
  }),
  /** To the trusted contacts, when somebody we cannot be sure of has reported. */
  z.object({
    ...base,
    topic: z.literal('compromise_warning'),
    client,
    receivedAt: iso,
    dueAt: iso,
  }),
  z.object({ ...base, topic: z.literal('compromise_declined'), at: iso }),
])
export type NoticeModel = z.infer<typeof NoticeModel>

/** What a use-case says; subject and number are added when it is queued. */
export type Notice = DistributiveOmit<NoticeModel, 'subject' | 'number'>
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
