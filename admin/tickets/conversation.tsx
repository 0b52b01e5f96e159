import { heldRu } from '../../src/i18n/panel.held.ru.ts'
import { panelMailRu } from '../../src/i18n/panel.mail.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { panelTelegramRu } from '../../src/i18n/panel.telegram.ru.ts'
import type { StaffSession } from '../../src/staff/session.ts'
import type {
  PageAttachment,
  PageDelivery,
  PageMessage,
  TicketPage,
} from '../../src/tickets/ticket-page.ts'
import { ChannelMark } from '../ui/badges.tsx'
import { hideSecrets, PlainText } from '../ui/client-text.tsx'
import { Csrf } from '../ui/field.tsx'
import { quietPost } from '../ui/quiet-post.ts'
import { When } from '../ui/time.tsx'
import { AssuranceMark } from './assurance-mark.tsx'
import { changeHref } from './change-reply.tsx'
import { ThreadHints } from './thread-hints.tsx'

const words = panelRu.ticket

type Around = {
  page: TicketPage
  now: Date
  session: StaffSession
  csrf: string
  mayWrite: boolean
  href: string
}
type Entry = { at: Date; message: PageMessage } | { at: Date; notice: PageDelivery }

/** Both sides' words in order, with our notices between them. */
export function Conversation(props: Around) {
  const { page } = props
  const entries: Entry[] = [
    ...page.messages.map((message) => ({ at: message.createdAt, message })),
    ...page.notices.map((notice) => ({ at: notice.createdAt, notice })),
  ].toSorted((a, b) => a.at.getTime() - b.at.getTime())
  return (
    <section id="conversation" aria-label={words.conversation}>
      {page.hiddenMessages > 0 ? (
        <p class="earlier">
          <a href={`${props.href}?all=1`}>{words.earlier(page.hiddenMessages)}</a>
        </p>
      ) : null}
      <ol class="messages">
        {entries.map((entry) =>
          'message' in entry ? (
            <Message {...props} message={entry.message} />
          ) : (
            <li id={`o-${entry.notice.id}`} class="notice">
              {words.noticeKinds[entry.notice.kind] ?? entry.notice.kind}{' '}
              <Delivery {...props} delivery={entry.notice} />
            </li>
          ),
        )}
      </ol>
    </section>
  )
}

function Message(props: Around & { message: PageMessage }) {
  const { message, now, page } = props
  const kind = message.internal ? 'note' : message.author
  const body = hideSecrets(message.body)
  const change = changeHref(page, message, props)
  const author =
    message.author === 'system'
      ? words.system
      : message.authorName || (message.author === 'staff' ? words.staff : page.requester.name)
  return (
    <li id={`m-${message.id}`} class={`message from-${kind}`}>
      <article aria-label={`${author}, ${message.internal ? words.note : words[message.author]}`}>
        <header>
          <strong>{author}</strong>
          {message.internal ? (
            <span class="badge note-badge">{words.note}</span>
          ) : (
            <ChannelMark channel={message.channel} />
          )}
          <AssuranceMark assurance={message.assurance} />
          <When at={message.createdAt} now={now} />
          {message.editedAt ? (
            <span class="edited">
              {words.edited} <When at={message.editedAt} now={now} />
            </span>
          ) : null}
          {change ? (
            <a class="change" href={change}>
              {panelTelegramRu.change.link}
            </a>
          ) : null}
        </header>
        <PlainText text={body.text} />
        {message.isMail ? <ThreadHints audit={page.audit} messageId={message.id} /> : null}
        {message.isMail ? (
          <p class="original">
            <a href={`/desk/mails/${message.id}`}>{panelMailRu.original}</a>
          </p>
        ) : null}
        {body.hidden ? <p class="hint warn">{words.secretHidden}</p> : null}
        <Attachments files={message.attachments} />
        {message.versions.map((version) => (
          <details class="version">
            <summary>{words.earlierWording(version.version)}</summary>
            <PlainText text={hideSecrets(version.body).text} />
          </details>
        ))}
        {message.deliveries.map((delivery) => (
          <p class="delivery-line">
            <Delivery {...props} delivery={delivery} />
          </p>
        ))}
      </article>
    </li>
  )
}

const pictures = ['image/jpeg', 'image/png', 'image/gif']

function Attachments(props: { files: PageAttachment[] }) {
  return props.files.length === 0 ? null : (
    <ul class="files" aria-label={words.attachments}>
      {props.files.map((file) => (
        <li>
          <Attachment file={file} />
          {file.listing ? (
            <details class="listing">
              <summary>{panelMailRu.listing(file.listing.split('\n').length)}</summary>
              <PlainText text={file.listing} />
            </details>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

function Attachment(props: { file: PageAttachment }) {
  const { file } = props
  const size = <small>{fileSize(file.size)}</small>
  if (file.verdict !== 'accepted' || file.sha256 === null) {
    return (
      <span class={`file file-${file.verdict}`}>
        {file.name} {size}{' '}
        <em>{file.verdict === 'accepted' ? words.fetching : words.verdicts[file.verdict]}</em>
      </span>
    )
  }
  const href = `/desk/files/${file.id}`
  return (
    <a class="file" href={href}>
      {pictures.includes(file.mediaType) ? (
        <img src={href} alt="" width="120" height="90" loading="lazy" />
      ) : null}
      <span>
        {file.name} {size}
      </span>
    </a>
  )
}

const sizes = new Intl.NumberFormat('ru', { maximumFractionDigits: 1 })

function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} Б`
  return bytes < 1_000_000
    ? `${sizes.format(bytes / 1000)} КБ`
    : `${sizes.format(bytes / 1_000_000)} МБ`
}

/** Where an outgoing message is, and the way to send a dead one again. */
function Delivery(props: Around & { delivery: PageDelivery }) {
  const { delivery, now } = props
  return (
    <span class={`delivery delivery-${delivery.state}`}>
      {words.delivery[delivery.state]} <When at={delivery.sentAt ?? delivery.createdAt} now={now} />
      {delivery.state !== 'sent' && delivery.lastError ? (
        <span class="trouble">
          {' '}
          {delivery.lastError} ({words.attempts(delivery.attempts)})
        </span>
      ) : null}
      {delivery.state === 'held' && delivery.heldReason ? (
        <> · {heldRu.reasons[delivery.heldReason] ?? delivery.heldReason}</>
      ) : null}
      {(delivery.state === 'dead' || delivery.state === 'held') && props.mayWrite ? (
        <form class="inline" {...quietPost(`${props.href}/retry`, 'side')}>
          <Csrf token={props.csrf} />
          <input type="hidden" name="outboundId" value={delivery.id} />
          <button type="submit" class="small">
            {delivery.state === 'held' ? heldRu.send : words.retry}
          </button>
        </form>
      ) : null}
    </span>
  )
}
