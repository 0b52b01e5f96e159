import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const code = /\.(ts|tsx)$/

/** Copies beside the compiled code what the compiler leaves out: migrations, seeds, styles, models. */
for (const folder of ['admin', 'bot', 'db', 'src']) {
  cpSync(`${root}${folder}`, `${root}dist/${folder}`, {
    recursive: true,
    filter: (from) => !code.test(from),
  })
}
