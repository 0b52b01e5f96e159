import type { HonoRequest } from 'hono'
import { badRequest } from './api-error.ts'
import { asRecord, Params, type UploadedFile } from './params.ts'

/**
 * Reads the arguments of a call from the query and a JSON, urlencoded or multipart body.
 * @throws ApiError 400 for a body that is not what its type says
 */
export async function readParams(request: HonoRequest): Promise<Params> {
  const query = request.url.includes('?') ? request.query() : {}
  if (request.method !== 'POST') return new Params(query)
  const type = request.header('content-type') ?? ''
  if (type.startsWith('application/json'))
    return new Params({ ...query, ...(await readJson(request)) })
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return new Params({
      ...query,
      ...Object.fromEntries(new URLSearchParams(await request.text())),
    })
  }
  if (type.startsWith('multipart/form-data')) return readMultipart(request, query)
  return new Params(query)
}

async function readJson(request: HonoRequest): Promise<Record<string, unknown>> {
  const text = await request.text()
  if (text.trim() === '') return {}
  try {
    const body = asRecord(JSON.parse(text))
    if (body) return body
  } catch {
    // Falls through to the one refusal for every kind of wrong body.
  }
  throw badRequest("can't parse request body: JSON object expected")
}

async function readMultipart(request: HonoRequest, query: Record<string, string>): Promise<Params> {
  const raw: Record<string, unknown> = { ...query }
  const files = new Map<string, UploadedFile>()
  for (const [name, value] of await readForm(request)) {
    if (typeof value === 'string') {
      raw[name] = value
    } else {
      const bytes = new Uint8Array(await value.arrayBuffer())
      files.set(name, { name: value.name, type: value.type, bytes })
    }
  }
  return new Params(raw, files)
}

async function readForm(request: HonoRequest): Promise<FormData> {
  try {
    return await request.formData()
  } catch {
    throw badRequest("can't parse multipart form data")
  }
}
