import type { Transaction } from '../../db/client.ts'
import type { Client } from '../clients/load-client.ts'
import type { OfTicket } from '../clients/notify-client.ts'
import { clientsOfContact } from '../clients/sender-context.ts'
import type { Ctx } from '../context.ts'
import type { Identity } from '../people/identify-sender.ts'
import { readSettings } from '../settings/current-settings.ts'
import type { CompromiseCase } from './case-of-subject.ts'
import { closeAccess, extendKeys } from './close-access.ts'
import { reactionTo } from './reaction.ts'

export type Reacting = {
  /** Locked, its client before it. */
  current: CompromiseCase
  client: Client | null
  reporter: Pick<Identity, 'contactId'>
  assurance: Identity['assurance']
  /** Why we believe the reporter that far. */
  reason: string
  vouched: boolean
  flagged: boolean
  ticket: OfTicket
}

/** Does at once what a notice does by itself, and returns the case as it is then. */
export async function react(ctx: Ctx, tx: Transaction, one: Reacting): Promise<CompromiseCase> {
  const { client, current } = one
  if (client === null) return current
  const acting = (await clientsOfContact(tx, one.reporter.contactId, ctx.now())).find(
    ({ clientId }) => clientId === client.id,
  )
  const isHolder = current.holderContactId === one.reporter.contactId
  const { compromiseUnverified } = await readSettings(tx)
  const reaction = reactionTo({
    assurance: one.assurance,
    speaksForClient: one.vouched || acting !== undefined || isHolder,
    mayAct: one.vouched || acting?.mayAct === true,
    clientKnown: true,
    holderNamed: current.holderContactId !== null,
    flagged: one.flagged,
    closedAlready: current.state === 'suspended',
    unverified: compromiseUnverified,
  })
  switch (reaction) {
    case 'nothing':
      return extendKeys(ctx, tx, client, current)
    case 'confirm':
      return current
    case 'suspend':
    case 'precaution':
      return closeAccess(ctx, tx, client, current, {
        decision: reaction === 'suspend' ? 'suspended' : 'precaution',
        reason: one.reason,
        ticket: one.ticket,
      })
  }
}
