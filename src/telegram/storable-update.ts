import { jsonText } from '../../db/json-rows.ts'

/** PostgreSQL takes neither NUL nor half a surrogate pair, and clients send both, in any field of an update. */
export function storableUpdate<T>(update: T): T {
  return JSON.parse(jsonText(update)) as T
}
