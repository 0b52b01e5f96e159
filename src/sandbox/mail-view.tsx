import type { Child } from 'hono/jsx'
import type { MailForm } from './compose-mail.ts'
import { correspondents, type SandboxMail } from './mailbox.ts'
import { formatBytes, formatClock, formatDayAndClock, pageText as t } from './page-text.ts'

export type MailPlace = { base: string; chatUrl: string; mails: SandboxMail[]; folder: string }

type FrameProps = {
  place: MailPlace
  view: 'list' | 'mail' | 'write'
  openId?: number
  children: Child
}

/** Folders, list and one mail side by side; on a phone only the one that `view` names. */
export function MailFrame({ place, view, openId, children }: FrameProps) {
  const { base, chatUrl } = place
  const list = <MailList place={place} openId={openId} />
  return (
    <html lang="ru">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${t.mailTitle} — ${t.sandbox}`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={`${base}/assets/sandbox.css`} />
        <link rel="stylesheet" href={`${base}/assets/mail.css`} />
        <script src={`${base}/assets/mail.js`} defer />
      </head>
      <body class={`mail-page view-${view}`} data-events={`${base}/events`}>
        <nav aria-label={t.folders} class="folders">
          <div class="brand">
            {view === 'list' ? <h1>{t.mailTitle}</h1> : <strong>{t.mailTitle}</strong>}
            <a href={chatUrl}>{t.toChat}</a>
          </div>
          <a class="compose" href={`${base}/write`}>
            {t.write}
          </a>
          <Folders place={place} />
        </nav>
        {view === 'list' ? (
          <>
            <main class="list">{list}</main>
            <section class="pane" aria-label={t.message}>
              {children}
            </section>
          </>
        ) : (
          <>
            <section class="list" aria-label={t.allMail}>
              {list}
            </section>
            <main class="pane">{children}</main>
          </>
        )}
      </body>
    </html>
  )
}

function Folders({ place }: { place: MailPlace }) {
  const counts = new Map<string, number>()
  for (const address of place.mails.flatMap(correspondents)) {
    counts.set(address, (counts.get(address) ?? 0) + 1)
  }
  const entries: [string, string, number][] = [
    ['', t.allMail, place.mails.length],
    ...[...counts].map(([address, count]): [string, string, number] => [address, address, count]),
  ]
  return (
    <ul id="folders">
      {entries.map(([folder, name, count]) => (
        <li>
          <a
            href={`${place.base}/${folderQuery(folder)}`}
            aria-current={folder === place.folder ? 'true' : undefined}
          >
            <span>{name}</span>
            <small>{count}</small>
          </a>
        </li>
      ))}
    </ul>
  )
}

function folderQuery(folder: string): string {
  return folder === '' ? '' : `?folder=${encodeURIComponent(folder)}`
}

function MailList({ place, openId }: { place: MailPlace; openId: number | undefined }) {
  const shown = place.mails
    .filter((mail) => place.folder === '' || correspondents(mail).includes(place.folder))
    .reverse()
    .slice(0, 200)
  return (
    <ol id="mails">
      {shown.length === 0 && (
        <li class="hint">{place.folder === '' ? t.emptyMail : t.noFolderMail}</li>
      )}
      {shown.map((mail) => (
        <li>
          <a
            href={`${place.base}/m/${mail.id}${folderQuery(place.folder)}`}
            aria-current={mail.id === openId ? 'page' : undefined}
          >
            <span class={`way ${mail.direction}`}>
              {mail.direction === 'sent' ? t.incoming : t.outgoing}
            </span>
            <span class="address">{correspondents(mail).join(', ')}</span>
            <time>{formatClock(mail.at)}</time>
            <span class="subject">{mail.parsed.subject || t.noSubject}</span>
            <span class="snippet">{(mail.parsed.text ?? '').slice(0, 140)}</span>
          </a>
        </li>
      ))}
    </ol>
  )
}

const shownHeaders = [
  'Message-ID',
  'In-Reply-To',
  'References',
  'Auto-Submitted',
  'Reply-To',
  'List-Unsubscribe',
]

/** One mail: envelope, the headers that matter to threading, its parts and its source. */
export function MailView({ place, mail }: { place: MailPlace; mail: SandboxMail }) {
  const { parsed, envelope } = mail
  const path = `${place.base}/m/${mail.id}`
  const to = [parsed.to ?? []].flat().map(({ text }) => text)
  return (
    <article class="mail">
      <header>
        <a class="back" href={`${place.base}/${folderQuery(place.folder)}`}>
          ← {t.back}
        </a>
        <h1>{parsed.subject || t.noSubject}</h1>
        <dl>
          <dt>{t.from}</dt>
          <dd>{parsed.from?.text ?? envelope.from}</dd>
          <dt>{t.to}</dt>
          <dd>{to.join(', ') || envelope.to.join(', ')}</dd>
          <dt>{t.time}</dt>
          <dd>
            <time>{formatDayAndClock(mail.at)}</time>
          </dd>
        </dl>
        {mail.direction === 'sent' && (
          <a class="button" href={`${place.base}/write?reply=${mail.id}`}>
            {t.answer}
          </a>
        )}
      </header>
      <div class="tabs">
        <Tab id="plain" label={t.plain} checked />
        <Tab id="html" label={t.html} />
        <Tab id="headers" label={t.headers} />
        <Tab id="raw" label={t.raw} />
        <div class="panel plain">
          <pre>{parsed.text?.trim() || t.noPlain}</pre>
        </div>
        <div class="panel html">
          {parsed.html ? (
            <iframe sandbox="" src={`${path}/html`} title={t.html} loading="lazy" />
          ) : (
            <p>{t.noHtml}</p>
          )}
        </div>
        <div class="panel headers">
          <dl>
            {shownHeaders.map((name) => (
              <>
                <dt>{name}</dt>
                <dd>{headerValue(mail, name)}</dd>
              </>
            ))}
            <dt>Envelope</dt>
            <dd>{`${envelope.from || '<>'} → ${envelope.to.join(', ')}`}</dd>
          </dl>
        </div>
        <div class="panel raw">
          <pre>{mail.raw.toString('utf8').slice(0, 100_000)}</pre>
        </div>
      </div>
      {parsed.attachments.length > 0 && (
        <ul class="attachments" aria-label={t.attachments}>
          {parsed.attachments.map((attachment, index) => (
            <li>
              <a href={`${path}/attachment/${index}`}>{attachment.filename ?? t.file}</a>{' '}
              <small>{formatBytes(attachment.size)}</small>
            </li>
          ))}
        </ul>
      )}
    </article>
  )
}

function Tab({ id, label, checked = false }: { id: string; label: string; checked?: boolean }) {
  return (
    <label class={`tab ${id}`}>
      <input type="radio" name="tab" value={id} checked={checked} />
      {label}
    </label>
  )
}

function headerValue(mail: SandboxMail, name: string): string {
  const line = mail.parsed.headerLines.find(({ key }) => key === name.toLowerCase())?.line
  return line?.slice(name.length + 1).trim() || '—'
}

type WriteProps = { place: MailPlace; form: MailForm; error: string }

/** The form by which one plays a client who writes a mail. */
export function WriteView({ place, form, error }: WriteProps) {
  return (
    <form
      class="write-form"
      method="post"
      action={`${place.base}/write`}
      enctype="multipart/form-data"
    >
      <a class="back" href={`${place.base}/`}>
        ← {t.back}
      </a>
      <h1>{form.inReplyTo ? t.answer : t.write}</h1>
      {error !== '' && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      <input type="hidden" name="inReplyTo" value={form.inReplyTo} />
      <input type="hidden" name="references" value={form.references} />
      <div class="pair">
        <label>
          {t.fromName}
          <input name="fromName" value={form.fromName} autocomplete="off" />
        </label>
        <label>
          {t.fromAddress}
          <input name="from" type="email" required value={form.from} autocomplete="off" />
        </label>
      </div>
      <label>
        {t.to}
        <input name="to" type="email" required value={form.to} />
      </label>
      <label>
        {t.subject}
        <input name="subject" value={form.subject} />
      </label>
      <label>
        {t.message}
        <textarea name="text" rows={10}>
          {form.text}
        </textarea>
      </label>
      <label>
        {t.attachments}
        <input name="file" type="file" multiple />
      </label>
      <button type="submit" class="primary">
        {t.send}
      </button>
    </form>
  )
}
