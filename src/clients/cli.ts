import { withCliContext } from '../cli-context.ts'
import { type CliVerb, UsageError } from '../cli-io.ts'
import { rotateKey } from './rotate-key.ts'

const usage = `usage: kense clients rotate
  SECRET_KEY is the new key, SECRET_KEY_PREVIOUS the one in force until now`

/** `clients rotate`: everything sealed with an earlier key is sealed anew. */
export const run: CliVerb = async (args, io) => {
  if (args.join(' ') !== 'rotate') throw new UsageError(usage)
  return withCliContext(io, 'cli', async (ctx) => {
    const { clients, contacts } = await rotateKey(ctx)
    io.out(`sealed anew: ${clients} clients, ${contacts} persons`)
    return 0
  })
}
