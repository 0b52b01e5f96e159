import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Database, Transaction } from '../../db/client.ts'
import { setting } from '../../db/schema/catalogue.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { requireRight } from '../rights.ts'
import { readDocument, storeDocument } from '../settings/stored-document.ts'
import { defaultIncidentRules, IncidentRules } from './rises.ts'

const key = 'incidentRules'

export function readIncidentRules(
  db: Pick<Database | Transaction, 'select'>,
): Promise<IncidentRules> {
  return readDocument(db, { key, schema: IncidentRules, initial: defaultIncidentRules })
}

export type SetIncidentRulesInput = z.input<typeof IncidentRules>

/** How soon similar requests propose an incident, in common and for each product (3.4). */
export async function setIncidentRules(ctx: Ctx, input: SetIncidentRulesInput): Promise<void> {
  requireRight(ctx, 'settings.write')
  const rules = IncidentRules.parse(input)
  await inTx(ctx, async (tx) => {
    await tx.execute(sql`lock table ${setting} in share row exclusive mode`)
    const before = await readIncidentRules(tx)
    await storeDocument(ctx, tx, key, rules)
    await appendAudit(ctx, tx, {
      chain: 'settings',
      action: 'settings.incident_rules_changed',
      data: { from: before, to: rules },
    })
  })
}
