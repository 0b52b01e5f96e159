import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { actingAs } from '../../src/context.ts'
import { DomainError } from '../../src/errors.ts'
import { findSession } from '../../src/staff/session.ts'
import type { AdminDeps, DeskEnv } from '../deps.ts'

function cookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-kense-desk' : 'kense-desk'
}

/** Lax, not Strict: a link to a ticket in an alert must open signed in. Forms have their own token. */
export function giveCookie(c: Context, deps: AdminDeps, token: string): void {
  const { publicUrl } = deps.config
  setCookie(c, cookieName(publicUrl), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: publicUrl.startsWith('https:'),
  })
}

export function takeCookie(c: Context, deps: AdminDeps): void {
  const { publicUrl } = deps.config
  deleteCookie(c, cookieName(publicUrl), { path: '/', secure: publicUrl.startsWith('https:') })
}

export function cookieToken(c: Context, deps: AdminDeps): string | null {
  return getCookie(c, cookieName(deps.config.publicUrl)) ?? null
}

/** True for what a page fetched by itself: such requests must not keep a session alive. */
function isLiveRefresh(c: Context): boolean {
  return c.req.header('x-live') !== undefined
}

/** Lets only signed-in staff through. A person is led to the sign-in page, a script is told 401. */
export function requireSession(deps: AdminDeps): MiddlewareHandler<DeskEnv> {
  return async (c, next) => {
    const token = cookieToken(c, deps)
    const session = token ? await findSession(deps.ctx, token, { slide: !isLiveRefresh(c) }) : null
    if (!session) {
      if (c.req.method !== 'GET' || c.req.header('hx-request') || isLiveRefresh(c)) {
        return c.body(null, 401)
      }
      return c.redirect(`/desk/sign-in?next=${encodeURIComponent(hereOf(c))}`, 303)
    }
    if (session.awaitsSecondFactor) {
      if (c.req.method !== 'GET' || c.req.header('hx-request') || isLiveRefresh(c)) {
        return c.body(null, 401)
      }
      return c.redirect(`/desk/second-step?next=${encodeURIComponent(hereOf(c))}`, 303)
    }
    c.set('session', session)
    c.set('ctx', actingAs(deps.ctx, session.actor))
    c.set('csrf', formToken(deps, session.tokenHash))
    await next()
    return
  }
}

function hereOf(c: Context): string {
  const { pathname, search } = new URL(c.req.url)
  return pathname + search
}

/** Only a path of the desk: a link from outside must not send a signed-in person elsewhere. */
export function safeNext(given: string | undefined): string {
  return given !== undefined && /^\/desk(?:[/?][^\\\s]*)?$/.test(given) ? given : '/desk'
}

/** A token bound to the session; needs no storage. */
export function formToken(deps: AdminDeps, tokenHash: string): string {
  return createHmac('sha256', deps.config.secretKey)
    .update(`form\n${tokenHash}`)
    .digest('base64url')
}

/** @throws DomainError `forbidden` unless the form carries the session's token */
export function checkFormToken(given: unknown, right: string): void {
  const a = Buffer.from(typeof given === 'string' ? given : '')
  const b = Buffer.from(right)
  if (a.length !== b.length || !timingSafeEqual(a, b)) throw new DomainError('forbidden', 'csrf')
}
