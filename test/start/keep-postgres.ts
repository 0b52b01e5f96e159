import { connect } from '../../db/client.ts'
import { startEmbeddedPostgres } from '../../db/embedded.ts'

// A program that keeps an embedded PostgreSQL until it is killed: `keep-postgres.ts DATA_DIR BINARIES`.
const [dataDir = '', binariesCache = ''] = process.argv.slice(2)
const { url } = await startEmbeddedPostgres(dataDir, { binariesCache })
const { sql, close } = connect(url, 1)
await sql`create table kept as select 'kept' as word`
await close()
process.stdout.write('ready\n')
setInterval(() => {}, 60_000)
