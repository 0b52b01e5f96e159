import { readFileSync } from 'node:fs'
import type { Hono, MiddlewareHandler } from 'hono'

const types = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' } as const

/** Nothing inline and nothing foreign: pages, styles and scripts come from our own address. */
const pagePolicy =
  "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'"

/** Sets the page policy unless the handler set a stricter one of its own. */
export const sandboxHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  if (!c.res.headers.has('content-security-policy')) {
    c.header('content-security-policy', pagePolicy)
  }
  c.header('x-content-type-options', 'nosniff')
  c.header('referrer-policy', 'no-referrer')
}

/** Serves files of `assets/` under `/assets/`, read once. */
export function serveAssets(app: Hono, names: string[]): void {
  for (const name of names) {
    const content = readFileSync(new URL(`./assets/${name}`, import.meta.url))
    const type = types[name.endsWith('.css') ? 'css' : 'js']
    app.get(`/assets/${name}`, (c) =>
      c.body(new Uint8Array(content), 200, { 'content-type': type, 'cache-control': 'no-cache' }),
    )
  }
}

const shownInline = /^(image\/(png|jpeg|gif|webp)|audio\/[\w.+-]+|video\/[\w.+-]+)$/

/** A stored file for the browser. What could run in it is only ever downloaded. */
export function fileResponse(bytes: Uint8Array, type: string, name: string): Response {
  const inline = shownInline.test(type)
  const disposition = inline ? 'inline' : 'attachment'
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': inline ? type : 'application/octet-stream',
      'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(name)}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=3600',
    },
  })
}
