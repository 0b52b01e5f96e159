import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

// `launch.mjs main` and `launch.mjs cli …` run the program from one built file, `launch.mjs build` only builds it:
// a start takes a quarter of the time and half of the memory that reading a thousand sources takes.
// Plain JavaScript, so that nothing that reads TypeScript stays in the memory of the desk.

const root = fileURLToPath(new URL('..', import.meta.url))

/** Beside the installed packages; where those belong to another account, beside the data. */
const places = [
  join(root, 'node_modules', '.cache'),
  resolve(process.env.DATA_DIR || './data'),
].map((place) => join(place, 'kense-support'))

/** Changes with every source and with the installed packages. */
function digestOfSources() {
  const digest = createHash('sha256')
  for (const file of [...sources(), join('node_modules', '.package-lock.json')]) {
    const found = statSync(join(root, file), { throwIfNoEntry: false })
    digest.update(`${file} ${found?.size} ${Math.round(found?.mtimeMs ?? 0)}\n`)
  }
  return digest.digest('hex').slice(0, 16)
}

function sources() {
  return ['admin', 'bot', 'db', 'src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(m?[jt]sx?|json)$/.test(name) && !/\.test\.tsx?$/.test(name))
      .toSorted()
      .map((name) => join(folder, name)),
  )
}

function isWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** The cache that holds the program as the sources are now. */
function builtIn(digest) {
  const ready = places.find((place) => existsSync(join(place, digest)))
  if (ready) return ready
  const cache = places.find(isWritable)
  if (!cache) {
    process.stderr.write(`cannot write to ${places.join(' nor to ')}, which keeps the program\n`)
    process.exit(1)
  }
  // In a process of its own: what building takes is gone before the desk starts.
  const builder = join(root, 'src', 'build-program.mjs')
  const { status } = spawnSync(process.execPath, [builder, root, join(cache, digest)], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(1)
  return cache
}

const [entry] = process.argv.splice(2, 1)
const digest = digestOfSources()
const cache = builtIn(digest)
if (entry !== 'build') {
  // Where the built program finds its styles, seeds and models.
  process.env.KENSE_SUPPORT_ROOT = root
  enableCompileCache?.(join(cache, digest, 'compiled'))
  await import(pathToFileURL(join(cache, digest, `${entry}.js`)).href)
}
