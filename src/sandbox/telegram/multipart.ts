import type { UploadedFile } from './params.ts'

type Form = { fields: Record<string, string>; files: Map<string, UploadedFile> }

/**
 * Reads multipart/form-data (RFC 7578) as leniently as Telegram does: grammY sends file names in
 * raw UTF-8 without quotes, which the platform's own FormData refuses.
 * Returns null when the body does not follow its boundary.
 */
export function parseMultipart(body: Buffer, contentType: string): Form | null {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (!boundary) return null
  const form: Form = { fields: {}, files: new Map() }
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  let at = body.indexOf(`--${boundary}`)
  if (at < 0) return null
  at += delimiter.length - 2
  while (body.toString('latin1', at, at + 2) !== '--') {
    const headersEnd = body.indexOf('\r\n\r\n', at)
    const partEnd = headersEnd < 0 ? -1 : body.indexOf(delimiter, headersEnd + 2)
    if (partEnd < 0) return null
    const headers = body.toString('utf8', at, headersEnd)
    // An empty part may share its line break with the end of the headers.
    addPart(form, headers, body.subarray(Math.min(headersEnd + 4, partEnd), partEnd))
    at = partEnd + delimiter.length
  }
  return form
}

function addPart(form: Form, headers: string, content: Buffer): void {
  const disposition = /content-disposition:[^\r\n]*/i.exec(headers)?.[0] ?? ''
  const name = parameter(disposition, 'name')
  if (name === null) return
  const fileName = parameter(disposition, 'filename')
  if (fileName === null) {
    form.fields[name] = content.toString('utf8')
    return
  }
  const type = /content-type:\s*([^\r\n;]+)/i.exec(headers)?.[1]?.trim() ?? ''
  // A copy: the slice would keep the whole request body in memory.
  form.files.set(name, { name: fileName, type, bytes: new Uint8Array(content) })
}

function parameter(header: string, name: string): string | null {
  const found = new RegExp(`[;\\s]${name}=(?:"([^"]*)"|([^;]*))`, 'i').exec(header)
  if (!found) return null
  return (found[1] ?? found[2] ?? '').trim().replace(/%22/g, '"')
}
