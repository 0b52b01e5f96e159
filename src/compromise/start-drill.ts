import { and, eq, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { client } from '../../db/schema/clients.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { staff } from '../../db/schema/people.ts'
import { insertClient } from '../clients/create-client.ts'
import type { Client } from '../clients/load-client.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { compromiseRu } from '../i18n/compromise.ru.ts'
import { requireRight } from '../rights.ts'
import { type ReportedCase, reportCompromiseIn } from './report-compromise.ts'

/** No input: there is one client to rehearse on. */
export const StartDrillInput = z.object({})
export type StartDrillInput = z.infer<typeof StartDrillInput>

/**
 * Rehearses the whole chain on a made-up client: a notice that closes access at once, with everything that
 * follows from it; notices go to whoever started the first drill. One drill at a time.
 */
export async function startDrill(ctx: Ctx, input: StartDrillInput = {}): Promise<ReportedCase> {
  const { staffId } = requireRight(ctx, 'compromise.drill')
  StartDrillInput.parse(input)
  return inTx(ctx, async (tx) => {
    const [officer] = await tx.select().from(staff).where(eq(staff.id, staffId)).for('update')
    if (!officer) throw new DomainError('not_found', 'staffNotFound')
    const of = await drillClient(ctx, tx, officer)
    const running = await tx.$count(
      compromiseCase,
      and(eq(compromiseCase.clientId, of.id), inArray(compromiseCase.state, ['open', 'suspended'])),
    )
    if (running > 0) throw new DomainError('conflict', 'drillRunning')
    const [reported] = await reportCompromiseIn(ctx, tx, {
      channel: 'web',
      receivedAt: ctx.now(),
      evidence: 'web_request',
      original: { raw: { drill: true, startedBy: staffId } },
      reporter: { channel: 'email', address: officer.email, displayName: officer.name },
      assurance: 'verified',
      assuranceReason: compromiseRu.drills.ground,
      vouched: true,
      clientId: of.id,
      happened: compromiseRu.drills.happened,
      drill: true,
    })
    if (!reported) throw new Error('a new notice made no case')
    return reported
  })
}

/** The client to rehearse on, made at the first drill; locked by its report. */
async function drillClient(
  ctx: Ctx,
  tx: Transaction,
  officer: { name: string; email: string },
): Promise<Pick<Client, 'id'>> {
  const [known] = await tx
    .select({ id: client.id })
    .from(client)
    .where(and(eq(client.drill, true), isNull(client.mergedIntoId)))
    .orderBy(client.createdAt)
    .limit(1)
    .for('update')
  if (known) return known
  return insertClient(ctx, tx, {
    kind: 'other',
    name: compromiseRu.drills.client,
    noNumberReason: compromiseRu.drill,
    drill: true,
    person: { name: officer.name, role: 'first_head', email: officer.email },
  })
}
