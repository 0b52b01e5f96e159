import { ApiError, notEmulated } from '../api-error.ts'
import type { SandboxCore } from '../core.ts'
import type { Params } from '../params.ts'
import { chatMethods } from './chat.ts'
import { editMethods } from './edit.ts'
import { forumMethods } from './forum.ts'
import type { CallContext, MethodTable } from './method.ts'
import { profileMethods } from './profile.ts'
import { relayMethods } from './relay.ts'
import { sendMethods } from './send.ts'
import { unsupportedMethods } from './unsupported.ts'
import { updateMethods } from './updates.ts'

const emulated: MethodTable = {
  ...updateMethods,
  ...sendMethods,
  ...editMethods,
  ...relayMethods,
  ...chatMethods,
  ...forumMethods,
  ...profileMethods,
}

const byLowerName = new Map(
  Object.entries(emulated).map(([name, run]) => [name.toLowerCase(), { name, run }]),
)
const unsupported = new Map(unsupportedMethods.map((name) => [name.toLowerCase(), name]))

/** The method's proper name (names are case-insensitive in the Bot API), or the given one. */
export function properName(given: string): string {
  const key = given.toLowerCase()
  return byLowerName.get(key)?.name ?? unsupported.get(key) ?? given
}

/** @throws ApiError: 404 for a name the Bot API lacks, 501 for one the sandbox lacks */
export function runMethod(
  core: SandboxCore,
  name: string,
  params: Params,
  context: CallContext,
): unknown {
  const method = byLowerName.get(name.toLowerCase())
  if (method) return method.run(core, params, context)
  if (unsupported.has(name.toLowerCase())) throw notEmulated(`method ${properName(name)}`)
  throw new ApiError(404, 'Not Found')
}
