import type { Database, Transaction } from '../db/client.ts'
import type { staffRoles } from '../db/schema/people.ts'
import { DomainError } from './errors.ts'
import type { Log } from './log.ts'
import type { Vault } from './vault.ts'

export type StaffRole = (typeof staffRoles)[number]

export type Actor =
  | { kind: 'customer'; contactId: string }
  | {
      kind: 'staff'
      staffId: string
      role: StaffRole
      /** In this session a code of the authenticator app was given too. */
      secondFactor?: true
    }
  | { kind: 'system'; name: string }
  | { kind: 'platform'; keyId: string }

export type QueuedJob = {
  /** Ids grow with time: jobs of one transaction keep their order. */
  id: string
  data: object
  key?: string
  startAfter?: Date
  priority?: number
}

/** Puts jobs into a queue within the caller's transaction; made by `jobs/boss.ts`. */
export type JobSender = {
  send: (tx: Transaction, queue: string, jobs: QueuedJob[]) => Promise<void>
}

/** Everything a use-case may reach: no gateway, no clock of its own, no environment. */
export type Ctx = {
  db: Database
  jobs: JobSender
  actor: Actor
  now: () => Date
  newId: () => string
  /** Encrypts what must not lie open at rest: pure arithmetic, no gateway. */
  vault: Vault
  log: Log
}

export type StaffActor = Extract<Actor, { kind: 'staff' }>

export function inTx<T>(ctx: Ctx, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return ctx.db.transaction(work)
}

/** The same context acting as somebody else: a job on behalf of the system, a sign-in before its session. */
export function actingAs(ctx: Ctx, actor: Actor): Ctx {
  return { ...ctx, actor }
}

/** @throws DomainError `forbidden` unless a member of staff acts, with one of `roles` when given. */
export function requireStaff(ctx: Ctx, roles?: readonly StaffRole[]): StaffActor {
  if (ctx.actor.kind !== 'staff') throw new DomainError('forbidden', 'staffOnly')
  if (roles && !roles.includes(ctx.actor.role)) throw new DomainError('forbidden', 'role')
  return ctx.actor
}

export function requireSystem(ctx: Ctx): void {
  if (ctx.actor.kind !== 'system') throw new DomainError('forbidden', 'systemOnly')
}

export function requirePlatform(ctx: Ctx): void {
  if (ctx.actor.kind !== 'platform') throw new DomainError('forbidden', 'platformOnly')
}

/** Roles that may change tickets; an auditor only reads. */
export const deskRoles: readonly StaffRole[] = [
  'operator',
  'engineer',
  'supervisor',
  'compromise-officer',
  'admin',
]
