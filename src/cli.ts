import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { runCli } from './run-cli.ts'

process.exitCode = await runCli(process.argv.slice(2), {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  path: (given) => resolve(process.env.INIT_CWD ?? process.cwd(), given),
  input: () => text(process.stdin),
  env: process.env,
})
