import { z } from 'zod'

const id = z.uuid()

export type QueueDefinition = {
  payload: z.ZodType<object>
  /** Jobs with one key run one after another, in the order they were queued. */
  keyed: boolean
  /** Jobs a process works on at once. */
  concurrency: number
  retryLimit: number
  /** Nobody waits for it: jobs that come within so long are done together. */
  beatMs?: number
}

/** Every kind of background work. Payloads are ids: a handler reads the state anew. */
export const queues = {
  /** Ends the first burst of a ticket: classification, limits, FAQ, acknowledgement. Key: ticket. */
  acknowledge: {
    payload: z.object({ ticketId: id }),
    keyed: false,
    concurrency: 30,
    retryLimit: 100,
  },
  /** Reads what a client wrote after the acknowledgement: a compromise may be told late. */
  'heed-words': {
    payload: z.object({ messageId: id }),
    keyed: false,
    concurrency: 4,
    retryLimit: 100,
  },
  /** The model's second opinion on a ticket that is classified and acknowledged already. */
  'model-triage': {
    payload: z.object({ ticketId: id }),
    keyed: false,
    concurrency: 4,
    retryLimit: 2,
  },
  /** A short answer that a model writes from the FAQ articles. */
  'faq-answer': {
    payload: z.object({ ticketId: id }),
    keyed: false,
    concurrency: 2,
    retryLimit: 2,
  },
  /** Lets the waiting acknowledgements of one sender go, together. */
  'release-acknowledgements': {
    payload: z.object({ identityId: id }),
    keyed: false,
    concurrency: 10,
    retryLimit: 100,
  },
  /** Sends one outbox row. Key: conversation. Attempts are counted on the row, not on the job. */
  deliver: {
    payload: z.object({ outboundId: id }),
    keyed: true,
    concurrency: 20,
    retryLimit: 1_000_000,
  },
  /** The same for one of many messages with one text: apart, so that 10,000 of them stand in nobody's way. */
  'deliver-broadcast': {
    payload: z.object({ outboundId: id }),
    keyed: true,
    concurrency: 10,
    retryLimit: 1_000_000,
  },
  /** Brings the bytes of a file that a client sent through Telegram into our store. */
  'fetch-attachment': {
    payload: z.object({ attachmentId: id }),
    keyed: false,
    concurrency: 4,
    retryLimit: 20,
  },
  /** Warns of time limits that come near or are over. */
  'sweep-limits': { payload: z.object({}), keyed: false, concurrency: 1, retryLimit: 3 },
  /** Hands over the tickets of those who are away, and deals new ones where the settings say so. */
  'deal-tickets': { payload: z.object({}), keyed: false, concurrency: 1, retryLimit: 3 },
  /** Warns clients of solved tickets, then closes them. */
  'close-silent': { payload: z.object({}), keyed: false, concurrency: 1, retryLimit: 3 },
  /** Warns while nobody has confirmed the days off of the next year. */
  'check-calendar': { payload: z.object({}), keyed: false, concurrency: 1, retryLimit: 3 },
  /** Proposes incidents where similar requests rise. */
  'watch-incidents': { payload: z.object({}), keyed: false, concurrency: 1, retryLimit: 3 },
  /** Solves the tickets of an incident that is over, or of a release that is out. */
  'solve-linked': {
    payload: z.object({ by: z.enum(['incident', 'release']), id }),
    keyed: false,
    concurrency: 1,
    retryLimit: 20,
  },
  /** Computes open limits anew after a change of the calendar or the policy. */
  'recompute-limits': { payload: z.object({}), keyed: false, concurrency: 1, retryLimit: 20 },
  /** Tells staff outside the panel about an alert. */
  'announce-alert': {
    payload: z.object({ alertId: id }),
    keyed: false,
    concurrency: 4,
    retryLimit: 20,
  },
  /** Brings a ticket's forum topic up to date. Key: ticket. */
  'show-ticket': {
    payload: z.object({ ticketId: id }),
    keyed: true,
    concurrency: 4,
    retryLimit: 20,
  },
  /** Looks after the way in from Telegram. */
  'check-telegram': { payload: z.object({}), keyed: false, concurrency: 1, retryLimit: 0 },
  /** Asks DNS whether the visible sender of a mail wrote it. */
  'check-sender': {
    payload: z.object({ messageId: id }),
    keyed: false,
    concurrency: 20,
    retryLimit: 5,
    beatMs: 200,
  },
  /** Says unanswered notices of compromise again and watches their 24 hours. */
  'escalate-cases': { payload: z.object({}), keyed: false, concurrency: 1, retryLimit: 3 },
  /** Tells kense.app what it has not confirmed about one client. Key: client. Patience is counted on the event. */
  'tell-platform': {
    payload: z.object({ clientId: id }),
    keyed: true,
    concurrency: 20,
    retryLimit: 1_000_000,
  },
  /** Reminds of the end of paid tariffs and notes those that are over. */
  'sweep-tariffs': { payload: z.object({}), keyed: false, concurrency: 1, retryLimit: 3 },
  /** Seals the audit log. */
  'anchor-audit': { payload: z.object({}), keyed: false, concurrency: 1, retryLimit: 3 },
} as const satisfies Record<string, QueueDefinition>

export type QueueName = keyof typeof queues
export type Payload<Q extends QueueName> = z.infer<(typeof queues)[Q]['payload']>
