import type { Hono } from 'hono'
import { DomainError } from '../../src/errors.ts'
import { storedAttachment } from '../../src/tickets/ticket-page.ts'
import type { AdminDeps, DeskEnv } from '../deps.ts'

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const shown = ['image/jpeg', 'image/png', 'image/gif']

/** A client's file, for staff only. Pictures open in the browser, anything else is only ever saved. */
export function fileRoutes(desk: Hono<DeskEnv>, deps: AdminDeps): void {
  desk.get('/files/:id', async (c) => {
    const id = c.req.param('id')
    const file = uuid.test(id) ? await storedAttachment(c.var.ctx.db, id) : null
    const content = file ? await deps.attachments.open(file.sha256) : null
    if (!file || !content) throw new DomainError('not_found', 'fileNotFound')
    const inline = shown.includes(file.mediaType)
    return c.body(new Uint8Array(content), 200, {
      'Content-Type': inline ? file.mediaType : 'application/octet-stream',
      'Content-Disposition': disposition(inline ? 'inline' : 'attachment', file.name),
      'Content-Security-Policy': "default-src 'none'; sandbox",
      // The bytes behind an id never change, but the right to see them may end.
      'Cache-Control': 'private, max-age=300',
    })
  })
}

/** RFC 6266: an ASCII name for old readers, the real one in RFC 5987 encoding. */
function disposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%/]/g, '_')
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`
}
