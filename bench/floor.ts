import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../db/client.ts'
import { startEmbeddedPostgres } from '../db/embedded.ts'
import { print, rate } from './print.ts'

/** Bare transactions of four inserts a second, with one and with four connections: the least a ticket costs. */
export async function run(): Promise<{ one: number; four: number }> {
  const dir = mkdtempSync(join(tmpdir(), 'kense-floor-'))
  const server = await startEmbeddedPostgres(join(dir, 'data'))
  const { sql, close } = connect(server.url, 4)
  try {
    await sql`create table bench_floor (id bigserial primary key, body text)`
    const ticket = () =>
      sql.begin(async (tx) => {
        for (let n = 0; n < 4; n += 1) {
          await tx`insert into bench_floor (body) values (${'text of a message'})`
        }
      })
    await inLanes(4, 200, ticket)
    const one = await inLanes(1, 1000, ticket)
    const four = await inLanes(4, 2000, ticket)
    print('floor', 'four-insert transaction, 1 connection', rate(one))
    print('floor', 'four-insert transaction, 4 connections', rate(four))
    return { one, four }
  } finally {
    await close()
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Calls a second, so many at a time. */
export async function inLanes(
  lanes: number,
  calls: number,
  work: (n: number, lane: number) => Promise<unknown>,
): Promise<number> {
  let next = 0
  const started = performance.now()
  const one = async (lane: number) => {
    for (let n = next++; n < calls; n = next++) await work(n, lane)
  }
  await Promise.all(Array.from({ length: lanes }, (_, lane) => one(lane)))
  return (calls * 1000) / (performance.now() - started)
}
