import { z } from 'zod'
import { intents } from '../../db/schema/tickets.ts'

/** What puts a key or a password at risk (definitions 9 and 10). */
export const compromiseReasons = [
  'lost',
  'access',
  'handed',
  'dismissed',
  'malware',
  'unknown',
  'password',
  'other',
] as const

/** Roughly when the client learnt of it (7.3); kept as told, lateness never blocks. */
export const learntWhens = ['now', 'today', 'yesterday', 'earlier'] as const
export type LearntWhen = (typeof learntWhens)[number]

const ticketId = z.uuid()

/** What the bot has asked in a chat: the next words answer it. */
export const Dialog = z.discriminatedUnion('kind', [
  /** The next words open a ticket of their own; of this kind when the client has said so. */
  z.object({ kind: z.literal('open'), intent: z.enum(intents).nullable() }),
  z.object({ kind: z.literal('rating_comment'), ticketId, cycle: z.number().int() }),
  z.object({ kind: z.literal('compromise_what') }),
  z.object({ kind: z.literal('compromise_whose'), ticketId }),
  z.object({ kind: z.literal('compromise_learnt'), ticketId }),
  /** A contact card that is not one's own is then no part of a matter, but a mistake. */
  z.object({ kind: z.literal('link_card') }),
  z.object({ kind: z.literal('link_mail') }),
  z.object({ kind: z.literal('link_code'), triesLeft: z.number().int() }),
])
export type Dialog = z.infer<typeof Dialog>

const Asked = z.object({ dialog: Dialog, askedAt: z.coerce.date() })

/** After so long the next words are taken for what they are. */
const patienceMs = 60 * 60_000

/** The question that still waits in a chat, or null. */
export function pendingDialog(stored: unknown, now: Date): Dialog | null {
  const asked = Asked.safeParse(stored)
  if (!asked.success) return null
  return now.getTime() - asked.data.askedAt.getTime() > patienceMs ? null : asked.data.dialog
}

export function askedNow(dialog: Dialog, now: Date): z.input<typeof Asked> {
  return { dialog, askedAt: now }
}
