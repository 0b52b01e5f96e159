import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build } from 'esbuild'

// Builds the program into a folder, for `launch.mjs`: `build-program.mjs ROOT FOLDER`.
const [root = '', folder = ''] = process.argv.slice(2)

/** A program that runs may still load parts of the build it was started from. */
const buildsKept = 3

/** Styles, seeds, models and fonts are read from beside their sources; threads are built, and lie beside the build. */
const ownAddresses = {
  name: 'own addresses',
  setup({ onLoad }) {
    onLoad({ filter: /\.(tsx?|m?js)$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      if (!text.includes('import.meta.url') || text.includes('new Worker(')) return null
      // Where the packages are linked to, they lie elsewhere.
      const [, inPackages] = /[\\/](node_modules[\\/].*)$/.exec(path) ?? []
      const from = JSON.stringify(inPackages ?? relative(root, path))
      const place = `addressOf(globalThis.process.env.KENSE_SUPPORT_ROOT + ${from}).href`
      return {
        contents: `import { pathToFileURL as addressOf } from 'node:url';${text.replaceAll('import.meta.url', place)}`,
        loader: /\.tsx?$/.test(path) ? (path.endsWith('x') ? 'tsx' : 'ts') : 'js',
      }
    })
  },
}

const unfinished = `${folder}.${process.pid}`
await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts', 'src/cli.ts', 'src/email/parse-worker.ts'],
  entryNames: '[name]',
  outdir: unfinished,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  minifyWhitespace: true,
  legalComments: 'none',
  lineLimit: 200,
  // Some packages know an object by the name of its class.
  keepNames: true,
  // Libraries of the machine, found where they are installed, as is all else that packages look for by themselves.
  external: ['@node-rs/argon2-*'],
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(globalThis.process.env.KENSE_SUPPORT_ROOT);",
  },
  logLevel: 'warning',
  plugins: [ownAddresses],
})
// The text of a file stays in memory, at twice its size for one letter that is not ASCII: expressions have some.
for (const name of readdirSync(unfinished)) {
  const text = readFileSync(join(unfinished, name), 'utf8')
  writeFileSync(
    join(unfinished, name),
    text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
}
try {
  renameSync(unfinished, folder)
} catch (error) {
  // Another process may have built the same meanwhile.
  rmSync(unfinished, { recursive: true, force: true })
  if (!existsSync(folder)) throw error
}

const hourMs = 3_600_000
const ageMs = (place) => Date.now() - (statSync(place, { throwIfNoEntry: false })?.mtimeMs ?? 0)
const builds = readdirSync(dirname(folder)).map((name) => join(dirname(folder), name))
const old = [
  ...builds
    .filter((place) => /[0-9a-f]{16}$/.test(place))
    .toSorted((a, b) => ageMs(a) - ageMs(b))
    .slice(buildsKept),
  // Of builders that were killed.
  ...builds.filter((place) => /[0-9a-f]{16}\.\d+$/.test(place) && ageMs(place) > hourMs),
]
for (const place of old) rmSync(place, { recursive: true, force: true })
