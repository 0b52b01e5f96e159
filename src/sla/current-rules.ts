import { desc, eq, sql } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { slaPolicy, workCalendar } from '../../db/schema/catalogue.ts'
import { together } from '../together.ts'
import { WorkCalendar } from './calendar.ts'
import { type CompiledCalendar, compileCalendar } from './compile-calendar.ts'
import { policyForTariff, SlaPolicy } from './policy.ts'

type Reader = Pick<Database | Transaction, 'select'>

/** For an insert: the policy version in force when the row is written (2.9: open tickets keep theirs). */
export const newestPolicyVersion = sql<number>`(select max(version) from sla_policy)`

// Versions never change once written, so what was compiled or read stays right.
const calendars = new Map<number, CompiledCalendar>()
const policies = new Map<number, SlaPolicy>()

/** For a process that goes on to another database, where the same version may say something else. */
export function forgetRules(): void {
  calendars.clear()
  policies.clear()
}

/** The newest working calendar, compiled once per process and version. */
export async function currentCalendar(db: Reader): Promise<CompiledCalendar> {
  const newest = await newestCalendar(db, null)
  if (!newest) throw new Error('no working calendar is stored')
  const known = calendars.get(newest.version)
  if (known) return known
  const [row] = await db.select().from(workCalendar).where(eq(workCalendar.version, newest.version))
  return compiledCalendar(newest.version, WorkCalendar.parse(row?.calendar))
}

const newestCalendar = together(async (db: Reader, askers: null[]) => {
  const [newest] = await db
    .select({ version: workCalendar.version })
    .from(workCalendar)
    .orderBy(desc(workCalendar.version))
    .limit(1)
  return askers.map(() => newest)
})

/** A stored version compiled, once per process. */
export function compiledCalendar(version: number, calendar: WorkCalendar): CompiledCalendar {
  const compiled = calendars.get(version) ?? compileCalendar(calendar)
  calendars.set(version, compiled)
  return compiled
}

/** The newest working calendar as it is stored, for showing and editing. */
export async function storedCalendar(
  db: Reader,
): Promise<{ version: number; calendar: WorkCalendar; createdAt: Date }> {
  const [row] = await db.select().from(workCalendar).orderBy(desc(workCalendar.version)).limit(1)
  if (!row) throw new Error('no working calendar is stored')
  return { ...row, calendar: WorkCalendar.parse(row.calendar) }
}

/** @throws when the version does not exist */
export async function policyOfVersion(db: Reader, version: number): Promise<SlaPolicy> {
  const known = policies.get(version)
  if (known) return known
  const [row] = await db.select().from(slaPolicy).where(eq(slaPolicy.version, version))
  if (!row) throw new Error(`no time limit policy ${version}`)
  const policy = SlaPolicy.parse(row.policy)
  policies.set(version, policy)
  return policy
}

/** The limits that hold for a ticket: of the version it started with, and of its client's tariff if that has its own. */
export async function policyOfTicket(
  db: Reader,
  of: { slaPolicyVersion: number; tariffCode: string | null },
): Promise<SlaPolicy> {
  return policyForTariff(await policyOfVersion(db, of.slaPolicyVersion), of.tariffCode)
}
