import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { trustedContact } from '../../db/schema/clients.ts'
import { raiseAlert } from '../alerts/raise-alert.ts'
import { maskAddress } from '../clients/address.ts'
import { notifyClient, queueNotice } from '../clients/notify-client.ts'
import type { Ctx } from '../context.ts'
import { compromiseWords } from '../i18n/compromise.ru.ts'
import { emitPlatformEvent } from '../platform/emit-event.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { notifyTicketChanged, writeMessage } from '../tickets/write-message.ts'
import type { CompromiseCase } from './case-of-subject.ts'
import type { OneReport } from './report-compromise.ts'

type Telling = OneReport & {
  current: CompromiseCase
  closedBefore: boolean
  ticket: Ticket
  opened: boolean
}

/** Everybody who must know at once: the reporter, the trusted contacts, the officer on duty, the platform. */
export async function tellOfReport(ctx: Ctx, tx: Transaction, told: Telling): Promise<void> {
  const { given, reporter, subject, current, ticket, opened } = told
  const closed = current.state === 'suspended'
  // Whoever only names somebody's number learns nothing of what was there before him.
  const inOnIt = opened || given.assurance === 'verified'
  if (given.answer || closed !== told.closedBefore) {
    await queueNotice(
      ctx,
      tx,
      { channel: reporter.channel, address: reporter.address, locale: ticket.locale },
      {
        topic: 'compromise_received',
        receivedAt: given.receivedAt.toISOString(),
        dueAt: current.dueAt.toISOString(),
        closed: closed && inOnIt,
        repeated: !opened && inOnIt,
      },
      ticket,
    )
  }
  if (subject.client !== null && opened) {
    // Closing has its own notice; warnings about many victims of one source wait for the officer.
    if (!closed && !current.flagged) {
      await notifyClient(ctx, tx, subject.client.id, {
        topic: 'compromise_warning',
        client: subject.client.name,
        receivedAt: given.receivedAt.toISOString(),
        dueAt: current.dueAt.toISOString(),
      })
    }
    await askForCall(ctx, tx, subject.client.id, current, ticket)
    await emitPlatformEvent(ctx, tx, {
      clientId: subject.client.id,
      type: 'compromise.reported',
      data: {
        caseId: current.id,
        kind: current.kind,
        holderId: current.holderContactId,
        receivedAt: given.receivedAt.toISOString(),
        drill: current.drill,
      },
    })
  }
  await raiseAlert(ctx, tx, {
    kind: 'compromise_reported',
    severity: 'critical',
    key: `compromise:${current.id}`,
    ticketId: current.ticketId,
  })
  await notifyTicketChanged(tx, ticket.id)
}

/** Nobody can be telephoned by a program: the ticket asks staff to (2.5, R67). */
async function askForCall(
  ctx: Ctx,
  tx: Transaction,
  clientId: string,
  current: CompromiseCase,
  ticket: Ticket,
): Promise<void> {
  const [phone] = await tx
    .select({ address: trustedContact.address })
    .from(trustedContact)
    .where(
      and(
        eq(trustedContact.clientId, clientId),
        eq(trustedContact.channel, 'phone'),
        isNull(trustedContact.until),
      ),
    )
  if (!phone) return
  await writeMessage(ctx, tx, {
    ticketId: ticket.id,
    author: 'system',
    channel: ticket.channel,
    internal: true,
    body: compromiseWords.pleaseCall(
      maskAddress('phone', phone.address),
      current.state === 'suspended',
    ),
    createdAt: ctx.now(),
  })
}
