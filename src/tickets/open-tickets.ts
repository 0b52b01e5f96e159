import { sql } from 'drizzle-orm'
import { openStatuses } from './status.ts'

/** The list behind `status in`, written out: so a partial index applies, which it does not to parameters. */
export const openStatusList = sql.raw(`('${openStatuses.join("', '")}')`)
