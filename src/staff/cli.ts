import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { ZodError } from 'zod'
import { staffRoles } from '../../db/schema/people.ts'
import { withCliContext } from '../cli-context.ts'
import { type CliVerb, UsageError } from '../cli-io.ts'
import { DomainError } from '../errors.ts'
import { addStaff } from './add-staff.ts'

const usage = `usage: kense staff add --email E --name N --role ${staffRoles.join('|')} --password-stdin`

const wrong: Record<string, string> = {
  emailMalformed: '--email: this is not an e-mail address',
  nameMissing: '--name: must not be empty',
  nameTooLong: '--name: at most 100 characters',
  passwordTooShort: 'the password must have at least 12 characters',
  passwordTooLong: 'the password must have at most 256 characters',
}

/** `staff add`: the password comes by standard input, so that it stays out of process lists and history. */
export const run: CliVerb = async (args, io) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      email: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string' },
      'password-stdin': { type: 'boolean' },
    },
  })
  const role = staffRoles.find((known) => known === values.role)
  const { email } = values
  if (positionals.join(' ') !== 'add' || !email || !role || !values['password-stdin']) {
    throw new UsageError(usage)
  }
  const password = (await text(process.stdin)).replace(/\r?\n$/, '')
  return withCliContext(io, 'cli', async (ctx) => {
    try {
      const { staffId } = await addStaff(ctx, {
        email,
        name: values.name ?? email.split('@')[0] ?? '',
        role,
        password,
      })
      io.out(staffId)
      return 0
    } catch (error) {
      if (error instanceof ZodError) {
        for (const issue of error.issues) io.err(wrong[issue.message] ?? issue.message)
        return 1
      }
      if (error instanceof DomainError && error.key === 'staffEmailTaken') {
        io.err('there is already an account with this e-mail address')
        return 1
      }
      throw error
    }
  })
}
