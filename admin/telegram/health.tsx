import type { Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { panelTelegramRu } from '../../src/i18n/panel.telegram.ru.ts'
import { type TelegramBoard, telegramBoard } from '../../src/telegram/board.ts'
import type { DeskEnv } from '../deps.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { When } from '../ui/time.tsx'

const words = panelTelegramRu.health

/** How the way in from Telegram does, beyond the alert that something is wrong. */
export function telegramRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/telegram', async (c) => {
    const { ctx, session, csrf } = c.var
    const board = await telegramBoard(ctx.db, ctx.now())
    return c.html(
      <DeskPage title={words.title} section="telegram" session={session} csrf={csrf}>
        <main id="main" class="form-page" tabindex={-1}>
          <h1>{words.title}</h1>
          <p class="lead">{words.lead}</p>
          <Board board={board} now={ctx.now()} />
        </main>
      </DeskPage>,
    )
  })
}

function Board({ board, now }: { board: TelegramBoard; now: Date }) {
  const { health, trouble, outgoing } = board
  if (health === null) return <p class="empty">{words.unknown}</p>
  const moment = (at: Date | null) => (at === null ? words.never : <When at={at} now={now} />)
  return (
    <section class="card">
      {trouble === null ? (
        <p class="field">{words.fine}</p>
      ) : (
        <p class="alert" role="alert">
          {words.troubles[trouble]}
        </p>
      )}
      <dl class="facts">
        <Fact name={words.mode}>{words.modes[health.mode]}</Fact>
        <Fact name={words.pending}>
          {health.pending === null ? words.never : words.updates(health.pending)}
        </Fact>
        <Fact name={words.lastUpdate}>{moment(health.lastUpdateAt)}</Fact>
        <Fact name={words.lastSeen}>{moment(health.seenAt)}</Fact>
        {health.lastError === null ? null : (
          <Fact name={words.lastError}>
            {health.lastError}, {moment(health.lastErrorAt)}
          </Fact>
        )}
        <Fact name={words.checked}>{moment(health.checkedAt)}</Fact>
        <Fact name={words.outgoing}>
          {words.messages(outgoing.waiting)}
          {outgoing.oldest === null ? null : (
            <>
              , {words.oldest} <When at={outgoing.oldest} now={now} />
            </>
          )}
        </Fact>
        <Fact name={words.blocked}>{words.chats(outgoing.blocked)}</Fact>
      </dl>
    </section>
  )
}

function Fact(props: { name: string; children: Child }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}
