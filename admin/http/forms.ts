import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { ZodError } from 'zod'
import { DomainError, type DomainErrorCode } from '../../src/errors.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'

/** Text fields of a form as they were typed; of a repeated field the last one. */
export type Typed = Record<string, string>

export async function typedFields(c: Context): Promise<Typed> {
  const body = await c.req.parseBody()
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  )
}

/** The chosen files of a form's field; a field left empty arrives as a file without name and bytes. */
export async function typedFiles(
  c: Context,
  field: string,
): Promise<{ name: string; content: Buffer }[]> {
  const body = await c.req.parseBody({ all: true })
  const given = [body[field] ?? []].flat()
  const files = given.filter((value) => value instanceof File && value.name !== '') as File[]
  return Promise.all(
    files.map(async (file) => ({
      name: file.name,
      content: Buffer.from(await file.arrayBuffer()),
    })),
  )
}

export function tooLarge(): never {
  throw new HTTPException(413)
}

/** What stands against a form: keys of the catalogue's `errors`, by field; `form` is about the whole. */
export type FormErrors = Partial<Record<string, string>>

export type Attempt<T> =
  | { ok: true; value: T }
  | { ok: false; errors: FormErrors; status: 403 | 404 | 409 | 422 | 429 }

export const statusOf: Record<DomainErrorCode, 403 | 404 | 409 | 422 | 429> = {
  not_found: 404,
  forbidden: 403,
  invalid: 422,
  conflict: 409,
  precondition: 409,
  limit: 429,
}

/**
 * Runs a use-case for a form. What the caller did wrong comes back as errors beside the fields; `fieldOf`
 * tells which field an error key belongs to. Anything else is thrown on.
 */
export async function attempt<T>(
  work: () => Promise<T>,
  fieldOf: Record<string, string> = {},
): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    if (error instanceof DomainError) {
      const field = fieldOf[error.key] ?? 'form'
      return { ok: false, errors: { [field]: error.key }, status: statusOf[error.code] }
    }
    if (error instanceof ZodError) return { ok: false, errors: zodErrors(error), status: 422 }
    throw error
  }
}

function zodErrors(error: ZodError): FormErrors {
  const errors: FormErrors = {}
  for (const issue of error.issues) {
    const field = String(issue.path[0] ?? 'form')
    errors[field] ??= issue.message in panelRu.errors ? issue.message : 'invalidField'
  }
  return errors
}

/** The sentence for an error key; an unknown key says that something is wrong without saying what. */
export function errorText(key: string): string {
  return panelRu.errors[key] ?? panelRu.errors.invalid ?? ''
}
