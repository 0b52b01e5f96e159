import { run as intake } from './intake.ts'
import { run as sla } from './sla.ts'

await sla()
await intake()
