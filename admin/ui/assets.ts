import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Hono } from 'hono'

const require = createRequire(import.meta.url)
const own = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const installed = (path: string) =>
  readFileSync(require.resolve(path), 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '')

type Asset = { body: string; type: string; path: string }

function asset(name: string, type: string, body: string): Asset {
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 12)
  const [stem = name, extension] = name.split('.')
  return { body, type, path: `/assets/${stem}.${digest}.${extension}` }
}

const css = 'text/css; charset=utf-8'
const js = 'text/javascript; charset=utf-8'

// In this order: later sheets refine earlier ones.
const sheets = [
  './base.css',
  './desk.css',
  './queue.css',
  './ticket.css',
  './incidents.css',
  './narrow.css',
  './reports.css',
  './public.css',
]

/** The whole front end: one style sheet, and for the desk htmx with its event stream and our keys. */
export const assets = {
  style: asset('style.css', css, sheets.map(own).join('')),
  desk: asset(
    'desk.js',
    js,
    [
      installed('htmx.org/dist/htmx.min.js'),
      installed('htmx.org/dist/ext/hx-sse.min.js'),
      own('./desk.js'),
    ].join('\n;\n'),
  ),
  icon: asset('icon.svg', 'image/svg+xml', own('./icon.svg')),
} as const

/** The name holds a hash of the content, so browsers may keep a file for ever. */
export function serveAssets(app: Hono): void {
  for (const { path, body, type } of Object.values(assets)) {
    app.get(path, (c) =>
      c.body(body, 200, {
        'Content-Type': type,
        'Cache-Control': 'public, max-age=31536000, immutable',
      }),
    )
  }
}
