import { run as broadcast } from './broadcast.ts'
import { run as faq } from './faq.ts'
import { run as floor } from './floor.ts'
import { run as clientsImport } from './import.ts'
import { run as mail } from './mail.ts'
import { run as platform } from './platform.ts'
import { run as queue } from './queue.ts'
import { run as sla } from './sla.ts'
import { run as telegram } from './telegram.ts'

/** `npm run bench`, or only some: `npm run bench -- telegram mail`; `--long` adds the memory curves and the million tickets. */
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const long = process.argv.includes('--long')
const wants = (name: string) => wanted.length === 0 || wanted.includes(name)

if (wants('sla')) await sla()
if (wants('faq')) faq()
if (wants('queue')) await queue(long)
if (wants('broadcast')) await broadcast()
if (wants('platform')) await platform()
if (wants('import')) await clientsImport()
if (wants('telegram') || wants('mail')) {
  const bare = await floor()
  if (wants('telegram')) await telegram(bare, long)
  if (wants('mail')) await mail(bare, long)
}
