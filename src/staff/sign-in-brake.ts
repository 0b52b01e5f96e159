import { createHash } from 'node:crypto'
import { and, count, gt, inArray, lte, or } from 'drizzle-orm'
import { signInFailure } from '../../db/schema/people.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'

const windowMs = 15 * 60_000

/**
 * Failures allowed within the window. The pair is tight; the address alone is wide, so that a stranger
 * cannot lock a colleague out by failing in his name from one place.
 */
const limits = { pair: 5, email: 50, network: 30 } as const

type Subjects = Record<keyof typeof limits, string>

/** Hashed, because people type passwords into the wrong field. */
export function brakeSubjects(email: string, network: string): Subjects {
  const digest = (text: string) => createHash('sha256').update(text).digest('base64url')
  return {
    pair: `pair:${digest(`${email}\n${network}`)}`,
    email: `email:${digest(email)}`,
    network: `network:${digest(network)}`,
  }
}

/**
 * Writes an attempt down before the password is looked at and then counts, itself included: of any number of
 * parallel guesses no more than the limit get through.
 * @throws DomainError `limit`; a refused attempt does not lengthen the wait
 */
export async function countAttempt(ctx: Ctx, subjects: Subjects): Promise<void> {
  const now = ctx.now()
  const since = new Date(now.getTime() - windowMs)
  const kinds = Object.keys(limits) as (keyof typeof limits)[]
  const names = kinds.map((kind) => subjects[kind])
  const own = await ctx.db
    .insert(signInFailure)
    .values(names.map((subject) => ({ subject, at: now })))
    .returning({ id: signInFailure.id })
  const counts = await ctx.db
    .select({ subject: signInFailure.subject, n: count() })
    .from(signInFailure)
    .where(and(inArray(signInFailure.subject, names), gt(signInFailure.at, since)))
    .groupBy(signInFailure.subject)
  const tooMany = kinds.some(
    (kind) => (counts.find((row) => row.subject === subjects[kind])?.n ?? 0) > limits[kind],
  )
  const ids = own.map((row) => row.id)
  await ctx.db
    .delete(signInFailure)
    .where(
      or(
        and(inArray(signInFailure.subject, names), lte(signInFailure.at, since)),
        tooMany ? inArray(signInFailure.id, ids) : undefined,
      ),
    )
  if (tooMany) throw new DomainError('limit', 'signInBraked', { minutes: windowMs / 60_000 })
}

/** A right password takes the failures of the pair and the address back; those of the network stay. */
export async function forgetFailures(ctx: Ctx, subjects: Subjects): Promise<void> {
  await ctx.db
    .delete(signInFailure)
    .where(inArray(signInFailure.subject, [subjects.pair, subjects.email]))
}
