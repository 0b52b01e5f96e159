import { unlinkTelegram } from '../../src/clients/unlink-telegram.ts'
import { deleteReply, editReply } from '../../src/tickets/change-reply.ts'
import { closeTicket } from '../../src/tickets/close-ticket.ts'
import { replyToTicket } from '../../src/tickets/reply-to-ticket.ts'
import { resolveTicket } from '../../src/tickets/resolve-ticket.ts'
import { setTriage } from '../../src/tickets/set-triage.ts'
import { newestTicket } from './facts.ts'
import type { Scene } from './transcript.ts'

/**
 * `staff: words` answers; `staff asks:`, `staff resolves:`, `staff closes:`, `staff unlinks:` what the word says;
 * `staff triages: medium` sets the priority, whatever the classifier thought.
 */
export async function actOfStaff(scene: Scene, how: string, words: string): Promise<void> {
  const { operator } = scene.desk
  if (how === 'unlinks') {
    await unlinkTelegram(operator, { identityId: await identityOf(scene) })
    return
  }
  const { id: ticketId } = await newestTicket(scene)
  switch (how) {
    case '':
      await replyToTicket(operator, { ticketId, text: words })
      return
    case 'triages':
      await setTriage(operator, {
        ticketId,
        priority: words as 'medium',
        complexity: 'simple',
        intent: 'incident',
      })
      return
    case 'asks':
      await replyToTicket(operator, { ticketId, text: words, question: true })
      return
    case 'resolves':
      if (words === '') await resolveTicket(operator, { ticketId })
      else await replyToTicket(operator, { ticketId, text: words, resolve: true })
      return
    case 'edits':
      await editReply(operator, { messageId: await lastReply(scene, ticketId), text: words })
      return
    case 'deletes':
      await deleteReply(operator, { messageId: await lastReply(scene, ticketId) })
      return
    case 'closes':
      await closeTicket(operator, { ticketId })
      return
    default:
      throw new Error(`staff do not know how to: ${how}`)
  }
}

async function identityOf({ desk, userId }: Scene): Promise<string> {
  const [row] = await desk.sql`
    select id from identity where channel = 'telegram' and address = ${String(userId)}`
  return String(row?.id)
}

async function lastReply({ desk }: Scene, ticketId: string): Promise<string> {
  const [row] = await desk.sql`
    select id from message where ticket_id = ${ticketId} and author = 'staff'
    order by created_at desc, id desc limit 1`
  return String(row?.id)
}
