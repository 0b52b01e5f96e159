import { badRequest } from './api-error.ts'

export type UploadedFile = { name: string; type: string; bytes: Uint8Array }

/** The arguments of one call, whatever their encoding was: JSON values and strings read alike. */
export class Params {
  readonly raw: Readonly<Record<string, unknown>>
  readonly #files: ReadonlyMap<string, UploadedFile>

  constructor(raw: Record<string, unknown>, files: ReadonlyMap<string, UploadedFile> = new Map()) {
    this.raw = raw
    this.#files = files
  }

  has(name: string): boolean {
    const value = this.raw[name]
    return (value !== undefined && value !== null && value !== '') || this.#files.has(name)
  }

  string(name: string): string | undefined {
    const value = this.raw[name]
    if (value === undefined || value === null) return undefined
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }

  /** Telegram reads a malformed number as none. */
  number(name: string): number | undefined {
    const value = this.raw[name]
    if (value === undefined || value === null || value === '') return undefined
    const number = Number(value)
    return Number.isFinite(number) ? number : undefined
  }

  bool(name: string): boolean {
    const value = this.raw[name]
    return value === true || value === 1 || /^(true|1|yes)$/i.test(String(value))
  }

  /** @throws ApiError 400 when the value is a string that is not JSON */
  json(name: string): unknown {
    const value = this.raw[name]
    if (value === undefined || value === null || value === '') return undefined
    if (typeof value !== 'string') return value
    try {
      return JSON.parse(value)
    } catch {
      throw badRequest(`can't parse ${name.replaceAll('_', ' ')} JSON object`)
    }
  }

  list(name: string): unknown[] | undefined {
    const value = this.json(name)
    return Array.isArray(value) ? value : undefined
  }

  record(name: string): Record<string, unknown> | undefined {
    return asRecord(this.json(name))
  }

  /** The upload behind a field: a part of that name, or the part an `attach://` value points to. */
  upload(name: string, value: unknown = this.raw[name]): UploadedFile | undefined {
    const part = /^attach:\/\/(.+)$/.exec(typeof value === 'string' ? value : '')?.[1]
    return this.#files.get(part ?? name)
  }

  /** The same uploads with other arguments, for the members of an album. */
  withRaw(raw: Record<string, unknown>): Params {
    return new Params(raw, this.#files)
  }
}

export function asRecord(value: unknown): Record<string, unknown> | undefined {
  return isRecord(value) ? value : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
