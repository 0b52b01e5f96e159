import { ChatMessage, type ChatPlace, chatPath } from './chat-message.tsx'
import { pageText as t } from './page-text.ts'

const languages = { ru: 'Русский', kk: 'Қазақша', en: 'English' }

/** The whole page of one user in one chat. */
export function ChatView({ place, links }: { place: ChatPlace; links: { mail: string } }) {
  const { world, base, userId, chatId } = place
  const user = world.users().find(({ id }) => id === userId)
  const chat = world.chatsOf(userId).find(({ id }) => id === chatId)
  return (
    <html lang="ru">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${t.chatTitle} — ${user?.first_name ?? ''}`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={`${base}/assets/sandbox.css`} />
        <link rel="stylesheet" href={`${base}/assets/chat.css`} />
        <script src={`${base}/assets/chat.js`} defer />
      </head>
      <body
        class="chat-page"
        data-path={chatPath(place)}
        data-blocked={String(world.isBlocked(userId))}
        data-lost={t.lost}
        data-failed={t.failed}
      >
        <People place={place} mailUrl={links.mail} />
        <main>
          <header class="chat-head">
            <button
              type="button"
              class="icon only-narrow"
              data-toggle="people"
              aria-label={t.people}
            >
              <Icon name="menu" />
            </button>
            <span class="avatar bot" aria-hidden="true">
              {initial(chat?.title ?? '')}
            </span>
            <div class="who">
              <h1>{chat?.title}</h1>
              <p
                id="status"
                aria-live="polite"
                data-online={t.online}
                data-typing={t.typing}
                data-blocked={t.blockedState}
              >
                {world.isBlocked(userId) ? t.blockedState : t.online}
              </p>
            </div>
            <span class="as-user only-narrow">{user?.first_name}</span>
            {chat?.isPrivate && (
              <form method="post" action={`${chatPath(place)}/block`} class="block-form">
                <button type="submit" class="quiet">
                  {t.block}
                </button>
              </form>
            )}
          </header>
          <ol id="messages" aria-live="polite" aria-label={t.chatTitle}>
            <Messages place={place} />
          </ol>
          <Composer place={place} />
          <div id="toasts" role="status" aria-live="assertive" />
        </main>
        <aside class="calls" aria-label={t.botSide}>
          <h2>{t.botSide}</h2>
          <ol id="calls">
            {world
              .calls()
              .slice(-40)
              .map((call) => (
                <li class={call.ok ? 'ok' : 'refused'}>{call.method}</li>
              ))}
          </ol>
        </aside>
      </body>
    </html>
  )
}

export function Messages({ place }: { place: ChatPlace }) {
  const history = place.world.history(place.chatId)
  if (history.length === 0) return <EmptyChat place={place} />
  return (
    <>
      {history.map((message) => (
        <ChatMessage place={place} message={message} />
      ))}
    </>
  )
}

function EmptyChat({ place }: { place: ChatPlace }) {
  const { world, userId } = place
  const language = world.users().find(({ id }) => id === userId)?.language_code ?? ''
  return (
    <li class="empty">
      <p>{world.profileText('description', language) || t.emptyChat}</p>
      <form method="post" action={`${chatPath(place)}/text`}>
        <input type="hidden" name="text" value="/start" />
        <button type="submit" class="primary">
          {t.start}
        </button>
      </form>
    </li>
  )
}

function People({ place, mailUrl }: { place: ChatPlace; mailUrl: string }) {
  const { world, base, userId, chatId } = place
  return (
    <nav id="people" class="people" aria-label={t.people}>
      <div class="brand">
        <strong>{t.sandbox}</strong>
        <a href={mailUrl}>{t.toMail}</a>
      </div>
      <h2>{t.people}</h2>
      <ul>
        {world.users().map((user) => (
          <li>
            <a
              href={`${base}/u/${user.id}/c/${user.id}`}
              aria-current={user.id === userId ? 'page' : undefined}
            >
              <span class={`avatar c${user.id % 6}`} aria-hidden="true">
                {initial(user.first_name)}
              </span>
              <span class="person">
                <span>{`${user.first_name} ${user.last_name ?? ''}`.trim()}</span>
                <small>{user.language_code ?? '—'}</small>
              </span>
            </a>
          </li>
        ))}
      </ul>
      {world.chatsOf(userId).length > 1 && (
        <>
          <h2>{t.groups}</h2>
          <ul>
            {world.chatsOf(userId).map((chat) => (
              <li>
                <a
                  href={`${base}/u/${userId}/c/${chat.id}`}
                  aria-current={chat.id === chatId ? 'true' : undefined}
                >
                  <span class="avatar bot" aria-hidden="true">
                    {initial(chat.title)}
                  </span>
                  <span class="person">{chat.title}</span>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      <details class="new-person">
        <summary>{t.newPerson}</summary>
        <form method="post" action={`${base}/users`}>
          <label>
            {t.firstName}
            <input name="first_name" required maxlength={64} autocomplete="off" />
          </label>
          <label>
            {t.lastName}
            <input name="last_name" maxlength={64} autocomplete="off" />
          </label>
          <label>
            {t.language}
            <select name="language">
              {Object.entries(languages).map(([code, name]) => (
                <option value={code}>{name}</option>
              ))}
            </select>
          </label>
          <button type="submit" class="primary">
            {t.create}
          </button>
        </form>
      </details>
    </nav>
  )
}

function Composer({ place }: { place: ChatPlace }) {
  const path = chatPath(place)
  const { world, userId } = place
  return (
    <footer class="composer">
      <div id="context" hidden>
        <span />
        <button type="button" class="icon" data-cancel aria-label={t.cancel}>
          <Icon name="close" />
        </button>
      </div>
      <form id="write" class="write" method="post" action={`${path}/text`}>
        <details class="attach">
          <summary aria-label={t.attach}>
            <Icon name="clip" />
          </summary>
          <div class="popover">
            <UploadButton label={t.photos} kind="photo" accept="image/*" />
            <UploadButton label={t.document} kind="document" accept="" />
            <UploadButton label={t.voice} kind="voice" accept="audio/*" />
            <UploadButton label={t.video} kind="video" accept="video/*" />
            <button type="button" data-post={`${path}/contact`}>
              {t.contact}
            </button>
            <button type="button" data-post={`${path}/location`}>
              {t.location}
            </button>
            <button type="button" data-post={`${path}/sticker`}>
              {t.sticker}
            </button>
            <button type="button" class="danger only-narrow" data-post={`${path}/block`}>
              {t.block}
            </button>
          </div>
        </details>
        <input type="hidden" name="reply_to" value="" />
        <input type="hidden" name="edit" value="" />
        <textarea
          name="text"
          rows={1}
          maxlength={4096}
          placeholder={t.placeholder}
          aria-label={t.placeholder}
          required
        />
        <details class="commands" id="commands">
          <summary aria-label={t.commands}>
            <span aria-hidden="true">/</span>
          </summary>
          <div class="popover">
            {world.commands(userId).map(({ command, description }) => (
              <button type="button" data-send={`/${command}`}>
                <b>/{command}</b> {description}
              </button>
            ))}
          </div>
        </details>
        <button type="submit" class="icon send" aria-label={t.send}>
          <Icon name="send" />
        </button>
      </form>
      <form class="unblock-form" method="post" action={`${path}/unblock`}>
        <button type="submit" class="primary">
          {t.unblock}
        </button>
      </form>
      <div id="reply-keyboard">
        <ReplyKeyboard place={place} />
      </div>
    </footer>
  )
}

function UploadButton({ label, kind, accept }: { label: string; kind: string; accept: string }) {
  return (
    <label class="upload">
      {label}
      <input type="file" data-upload={kind} accept={accept} multiple={kind === 'photo'} />
    </label>
  )
}

/** The keyboard the bot put under the input line, if any. */
export function ReplyKeyboard({ place }: { place: ChatPlace }) {
  const rows = place.world.replyKeyboard(place.chatId)?.keyboard ?? []
  if (rows.length === 0) return null
  return (
    <form method="post" action={`${chatPath(place)}/reply-button`} class="reply-keyboard">
      {rows.map((row) => (
        <div>
          {row.map((button) => {
            const text = typeof button === 'string' ? button : button.text
            const asksContact = typeof button !== 'string' && 'request_contact' in button
            return (
              <button
                type="submit"
                name="text"
                value={text}
                title={asksContact ? t.shareContactHint : undefined}
              >
                {text}
              </button>
            )
          })}
        </div>
      ))}
    </form>
  )
}

const paths = {
  menu: 'M4 6h16M4 12h16M4 18h16',
  close: 'M6 6l12 12M18 6L6 18',
  clip: 'M20 11.5l-8.2 8.2a5 5 0 01-7.1-7.1L13.2 4a3.3 3.3 0 014.7 4.7l-8.5 8.5a1.7 1.7 0 01-2.4-2.4l7.9-7.8',
  send: 'M5 12h13M12 5l7 7-7 7',
}

function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  )
}

function initial(name: string): string {
  return [...name][0]?.toUpperCase() ?? '?'
}
