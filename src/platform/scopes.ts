/** What a key of the HTTP interface may do. */
export const apiScopes = [
  'access.read',
  'events.read',
  'clients.write',
  'subscriptions.write',
  'links.create',
  'compromise.report',
  'access.ask_resumption',
] as const
export type ApiScope = (typeof apiScopes)[number]
