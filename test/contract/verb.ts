import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ctx, StaffRole } from '../../src/context.ts'
import { type Right, rights } from '../../src/rights.ts'
import type { World } from './world.ts'

/** Acts within the transaction that one contract runs in and that is rolled back at its end. */
export type Acting = {
  as: (role: StaffRole) => Ctx
  system: Ctx
  world: World
}

export type Contract = {
  /** Who may: a line of the table of rights, or roles. */
  may: Right | readonly StaffRole[]
  /** Who else may, besides staff. */
  also?: readonly ('system' | 'platform' | 'customer')[]
  /** A good input, as its schema will find; whatever it needs is made first. */
  input: (acting: Acting) => unknown
  /** A bad input; null for a verb without one. */
  bad?: unknown
  /** Links of the audit log that one call adds; 1 unless said. */
  audits?: number
  /** The customer who may, where customers may. */
  owner?: (world: World) => string
  /** Writes only through other verbs: the scan does not see it. */
  composed?: true
  /** Writes a row as it was when there is nothing to change. */
  rewrites?: true
  /** What the same call does once more: nothing, a refusal, or the same act anew. */
  again: 'nothing' | 'refused' | 'anew'
}

export type Verb = {
  name: string
  roles: readonly StaffRole[]
  right: Right | null
  also: readonly ('system' | 'platform' | 'customer')[]
  audits: number
  again: Contract['again']
  takesInput: boolean
  composed: boolean
  rewrites: boolean
  owner: ((world: World) => string) | undefined
  /** Prepares once and returns what calls it, as often as wanted. */
  prepare: (acting: Acting) => Promise<(ctx: Ctx) => Promise<unknown>>
  callBadly: (ctx: Ctx) => Promise<unknown>
}

/** A write verb with what everybody may expect of it; `module` is its file under `src`. */
export function verb<I>(
  module: string,
  run: (ctx: Ctx, input: I) => Promise<unknown>,
  contract: Contract,
): Verb {
  const { may, also = [], audits = 1, again, bad = {} } = contract
  return {
    name: `${module} ${run.name}`,
    roles: typeof may === 'string' ? rights[may] : may,
    right: typeof may === 'string' ? may : null,
    also,
    audits,
    again,
    takesInput: bad !== null,
    composed: contract.composed ?? false,
    rewrites: contract.rewrites ?? false,
    owner: contract.owner,
    prepare: async (acting) => {
      const input = await contract.input(acting)
      return (ctx) => run(ctx, input as I)
    },
    callBadly: (ctx) => run(ctx, bad as I),
  }
}

const signature = /export async function (\w+)\(\s*ctx: Ctx\b([^)]*)\)/g
const writes = /inTx\(|\.transaction\(|\.insert\(|\.update\(|\.delete\(/

/** Every exported function of `src` that takes a context, opens its own transaction and writes. */
export function writingFunctions(): string[] {
  const src = join(import.meta.dirname, '../../src')
  const found: string[] = []
  for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue
    const text = readFileSync(join(src, file), 'utf8')
    const matches = [...text.matchAll(signature)]
    for (const [at, match] of matches.entries()) {
      const [, name = '', parameters = ''] = match
      // With a transaction of the caller's it is part of another verb.
      if (/\btx: Transaction/.test(parameters)) continue
      const start = match.index + match[0].length
      const next = text.slice(start).search(/\nexport /)
      const body = text.slice(start, next < 0 ? undefined : start + next)
      if (at >= 0 && writes.test(body))
        found.push(`${file.replaceAll('\\', '/').replace(/\.ts$/, '')} ${name}`)
    }
  }
  return found.toSorted()
}
