import { parseArgs } from 'node:util'
import { withCliContext } from '../cli-context.ts'
import { type CliVerb, UsageError } from '../cli-io.ts'
import { parseIinBin } from '../clients/iin-bin.ts'
import { isoLocal } from '../sla/astana-time.ts'
import { accessOf, findByNumber } from './queries.ts'

const usage = 'usage: kense access check --iin NUMBER | --bin NUMBER [--serial SERIAL]'

/** `access check`: the decision in force, for every client the number stands for. */
export const run: CliVerb = async (args, io) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      iin: { type: 'string' },
      bin: { type: 'string' },
      serial: { type: 'string' },
    },
  })
  const number = parseIinBin(values.iin ?? values.bin ?? '', new Date(0))
  if (positionals.join(' ') !== 'check' || !number.ok) throw new UsageError(usage)
  return withCliContext(io, 'cli', async (ctx) => {
    const found = await findByNumber(ctx, number.value)
    if (found.length === 0) {
      io.err('no client has this number')
      return 1
    }
    for (const { clientId, holderContactId } of found) {
      const subject = { holderContactId, keySerial: values.serial }
      const { access, closedProducts, reasons } = await accessOf(
        ctx.db,
        clientId,
        subject,
        ctx.now(),
      )
      io.out(`${clientId} ${access} ${closedProducts.join(',')}`.trim())
      for (const one of reasons) io.out(`  ${one.reason} ${one.scope} since ${isoLocal(one.since)}`)
    }
    return 0
  })
}
