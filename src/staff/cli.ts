import { parseArgs } from 'node:util'
import { ZodError } from 'zod'
import { staffRoles } from '../../db/schema/people.ts'
import { withCliContext } from '../cli-context.ts'
import { type CliIo, type CliVerb, type ExitCode, UsageError } from '../cli-io.ts'
import { DomainError } from '../errors.ts'
import { createStaffLink } from '../staff-chat/link-staff.ts'
import { addStaff } from './add-staff.ts'
import { listStaff } from './queries.ts'
import { resetTotp } from './reset-totp.ts'

const usage = `usage: kense staff add --email E --name N --role ${staffRoles.join('|')} --password-stdin
       kense staff telegram --email E
       kense staff reset-totp --email E`

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
  if (positionals.join(' ') === 'telegram' && values.email) return telegram(values.email, io)
  if (positionals.join(' ') === 'reset-totp' && values.email) return dropTotp(values.email, io)
  const role = staffRoles.find((known) => known === values.role)
  const { email } = values
  if (positionals.join(' ') !== 'add' || !email || !role || !values['password-stdin']) {
    throw new UsageError(usage)
  }
  const password = (await io.input()).replace(/\r?\n$/, '')
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

/** `staff telegram`: what to write to the bot, so that buttons in the staff chat know who presses. */
function telegram(email: string, io: CliIo): Promise<ExitCode> {
  return withCliContext(io, 'cli', async (ctx) => {
    const found = (await listStaff(ctx.db, ctx.now())).find(
      (one) => one.email === email.toLowerCase(),
    )
    if (!found) {
      io.err('there is no account with this e-mail address')
      return 1
    }
    const token = await createStaffLink(ctx, { staffId: found.id })
    io.out(`write to the bot within an hour: /start staff_${token}`)
    return 0
  })
}

/** `staff reset-totp`: for an administrator who has lost phone and recovery codes. */
function dropTotp(email: string, io: CliIo): Promise<ExitCode> {
  return withCliContext(io, 'cli', async (ctx) => {
    const found = (await listStaff(ctx.db, ctx.now())).find(
      (one) => one.email === email.toLowerCase(),
    )
    if (!found) {
      io.err('there is no account with this e-mail address')
      return 1
    }
    await resetTotp(ctx, { staffId: found.id })
    io.out('the second factor is off; sign in and set it up anew')
    return 0
  })
}
