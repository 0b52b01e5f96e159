import { desc, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Database, Transaction } from '../../db/client.ts'
import { slaPolicy } from '../../db/schema/catalogue.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireStaff, type StaffRole } from '../context.ts'
import { DomainError } from '../errors.ts'
import { rights } from '../rights.ts'
import { SlaPolicy, type SlaPriority, slaPriorities } from './policy.ts'

export const policyRoles: readonly StaffRole[] = rights['limits.write']

const amount = z.coerce
  .number('numberMalformed')
  .positive('numberMalformed')
  .max(1000, 'numberMalformed')
const unit = z.enum(['hours', 'days'])

export const PolicyRow = z.object({
  unit,
  target: amount,
  deadline: amount,
  firstResponseHours: amount,
})

export const ChangePolicyInput = z.object({
  dayRule: SlaPolicy.shape.dayRule,
  hoursPerDay: SlaPolicy.shape.hoursPerDay,
  limits: z.record(z.enum(slaPriorities), PolicyRow),
})
export type ChangePolicyInput = z.input<typeof ChangePolicyInput>

/** The newest time limits as they are stored. */
export async function storedPolicy(
  db: Pick<Database | Transaction, 'select'>,
): Promise<{ version: number; policy: SlaPolicy }> {
  const [row] = await db.select().from(slaPolicy).orderBy(desc(slaPolicy.version)).limit(1)
  if (!row) throw new Error('no time limits are stored')
  return { version: row.version, policy: SlaPolicy.parse(row.policy) }
}

/**
 * Writes a new version of the time limits of 3.8. Tickets that are open keep the version they started
 * with (2.9) unless it is applied to them anew.
 */
export async function changePolicy(ctx: Ctx, input: ChangePolicyInput): Promise<number> {
  requireStaff(ctx, policyRoles)
  const given = ChangePolicyInput.parse(input)
  return inTx(ctx, async (tx) => {
    await tx.execute(sql`lock table ${slaPolicy} in share row exclusive mode`)
    const { version, policy } = await storedPolicy(tx)
    const next = SlaPolicy.safeParse({ ...changed(policy, given), version: String(version + 1) })
    if (!next.success) throw new DomainError('invalid', 'targetAfterDeadline')
    await tx
      .insert(slaPolicy)
      .values({ version: version + 1, policy: next.data, createdAt: ctx.now() })
    await appendAudit(ctx, tx, {
      chain: 'sla_policy',
      action: 'sla_policy.changed',
      data: { version: version + 1, limits: next.data.limits, dayRule: next.data.dayRule },
    })
    return version + 1
  })
}

export function rangeOf(row: { unit: 'hours' | 'days'; target: number; deadline: number }) {
  const { unit, target, deadline } = row
  return { target: { unit, value: target }, deadline: { unit, value: deadline } }
}

function changed(
  policy: SlaPolicy,
  given: z.output<typeof ChangePolicyInput>,
): Omit<SlaPolicy, 'limits' | 'firstResponse'> & Record<'limits' | 'firstResponse', unknown> {
  const of = (priority: SlaPriority) => given.limits[priority]
  return {
    ...policy,
    dayRule: given.dayRule,
    hoursPerDay: given.hoursPerDay,
    limits: Object.fromEntries(
      slaPriorities.map((priority) => {
        return [priority, rangeOf(of(priority))]
      }),
    ),
    firstResponse: Object.fromEntries(
      slaPriorities.map((priority) => [
        priority,
        { unit: 'hours', value: of(priority).firstResponseHours },
      ]),
    ),
  }
}
