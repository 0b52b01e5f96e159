import type { Context, ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { ZodError } from 'zod'
import { DomainError } from '../../src/errors.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import type { AdminDeps } from '../deps.ts'
import { publicLocale, publicWords } from '../public/locale.ts'
import { ErrorPage } from '../ui/error-page.tsx'
import { errorText, statusOf } from './forms.ts'

/** Everything that was not answered by a route: known errors by their sentence, bugs by a reference number. */
export function errorHandler(deps: AdminDeps): ErrorHandler {
  return (error, c) => {
    if (error instanceof DomainError) return page(c, statusOf[error.code], errorText(error.key))
    if (error instanceof ZodError) return page(c, 422, errorText('invalid'))
    if (error instanceof HTTPException && error.status < 500) {
      return page(c, error.status, errorText(error.status === 413 ? 'tooLarge' : 'csrf'))
    }
    const reference = deps.ctx.newId().slice(-12)
    deps.ctx.log.error({ reference, err: error, path: c.req.routePath }, 'request failed')
    return page(c, 500, unexpected(c), reference)
  }
}

export function notFound(c: Context): Response | Promise<Response> {
  return page(
    c,
    404,
    inDesk(c) ? errorText('pageNotFound') : publicWords(publicLocale(c)).error.pageNotFound,
  )
}

function unexpected(c: Context): string {
  return inDesk(c) ? panelRu.error.unexpected : publicWords(publicLocale(c)).error.unexpected
}

function inDesk(c: Context): boolean {
  return c.req.path.startsWith('/desk')
}

function page(c: Context, status: number, text: string, reference?: string) {
  const words = publicWords(publicLocale(c)).error
  c.status(status as 400)
  return c.html(
    <ErrorPage
      locale={inDesk(c) ? 'ru' : publicLocale(c)}
      title={inDesk(c) ? panelRu.error.title : words.title}
      text={text}
      {...(reference === undefined ? {} : { reference })}
      back={
        inDesk(c) ? { href: '/desk', text: panelRu.error.back } : { href: '/', text: words.home }
      }
    />,
  )
}
