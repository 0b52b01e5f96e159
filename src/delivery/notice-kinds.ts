import { z } from 'zod'
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

/** Notices to a client about himself and his access, each with what its words need. */
export const NoticeModel = z.discriminatedUnion('topic', [
  z.object({ ...base, topic: z.literal('link_code'), code: z.string(), minutes: z.number().int() }),
  /** A Telegram account now speaks for the person. */
  z.object({ ...base, topic: z.literal('telegram_linked'), client: z.string(), at: iso }),
  z.object({
    ...base,
    topic: z.literal('trusted_change_asked'),
    client: z.string(),
    channel,
    /** Masked. */
    address: z.string(),
    at: iso,
  }),
  z.object({
    ...base,
    topic: z.literal('trusted_changed'),
    client: z.string(),
    channel,
    address: z.string(),
    at: iso,
  }),
  /** `into` as it is shown: KNS-483-920-179. */
  z.object({ ...base, topic: z.literal('ticket_merged'), into: z.string() }),
  z.object({ ...base, topic: z.literal('closing_soon'), at: iso }),
])
export type NoticeModel = z.infer<typeof NoticeModel>

/** What a use-case says; subject and number are added when it is queued. */
export type Notice = DistributiveOmit<NoticeModel, 'subject' | 'number'>
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
