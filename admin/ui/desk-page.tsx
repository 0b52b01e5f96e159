import type { Child } from 'hono/jsx'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import type { StaffSession } from '../../src/staff/session.ts'
import { Csrf } from './field.tsx'
import { Brand, Document } from './layout.tsx'
import { type DeskSection, menuParts, type SectionName, sections, sectionsFor } from './sections.ts'

const words = panelRu

/** The frame around every page of the desk: navigation, live connection, notices, help on the keys. */
export function DeskPage(props: {
  title: string
  section: DeskSection
  session: StaffSession
  csrf: string
  /** Key under `done`: what has just been achieved. */
  done?: string | undefined
  error?: string | undefined
  children: Child
}) {
  return (
    <Document
      locale="ru"
      title={`${props.title} · kense`}
      bodyClass="desk"
      script
      skip={words.skip}
    >
      <header class="bar">
        <Brand href="/desk" tail={words.desk} />
        <Navigation here={props.section} session={props.session} />
        <div class="bar-end">
          <span id="live-state" class="live-state" role="status" />
          <button type="button" class="quiet script-only" data-open="keys">
            {words.nav.keys} <kbd>?</kbd>
          </button>
          <a
            class="who"
            href="/desk/account"
            title={`${props.session.email}, ${words.roles[props.session.actor.role]}`}
          >
            {props.session.name}
          </a>
          <form method="post" action="/desk/sign-out">
            <Csrf token={props.csrf} />
            <button type="submit" class="quiet">
              {words.nav.signOut}
            </button>
          </form>
        </div>
      </header>
      <div
        id="live"
        hx-sse:connect="/desk/events"
        hx-swap="none"
        hx-config='{"sse":{"reconnectDelay":500,"reconnectMaxDelay":5000}}'
        data-failed={words.live.failed}
        data-offline={words.live.offline}
        data-signed-out={words.live.signedOut}
        data-stale={words.queue.offline}
        data-fresh={words.queue.live}
      />
      <p id="announce" class="unseen" aria-live="polite" />
      <div id="flash">
        {props.error ? (
          <p class="alert" role="alert">
            {props.error}
          </p>
        ) : null}
        {props.done && words.done[props.done] ? (
          <p class="done" role="status">
            {words.done[props.done]}
          </p>
        ) : null}
      </div>
      {props.children}
      <KeysDialog />
    </Document>
  )
}

/** The live count of alerts is fetched anew with every change. */
export function Navigation(props: { here: DeskSection; session: StaffSession }) {
  const link = (name: SectionName) => (
    <a href={sections[name].href} {...(props.here === name ? { 'aria-current': 'page' } : {})}>
      {sections[name].text}
      {name === 'alerts' ? <AlertCount count={props.session.openAlerts} /> : null}
    </a>
  )
  const { role } = props.session.actor
  const parts = menuParts.flatMap((part) => {
    const names = sectionsFor(role, part)
    return names.length === 0 ? [] : [{ part, names }]
  })
  const inMenu = parts.flatMap(({ names }) => names)
  return (
    <nav aria-label={words.nav.label}>
      {sectionsFor(role, 'bar').map(link)}
      <details class="more">
        <summary {...(inMenu.some((name) => name === props.here) ? { 'data-here': 'true' } : {})}>
          {words.nav.more}
        </summary>
        <div>
          {parts.map(({ part, names }) => (
            <section aria-labelledby={`menu-${part}`}>
              <h2 id={`menu-${part}`}>{words.nav.parts[part]}</h2>
              {names.map(link)}
            </section>
          ))}
        </div>
      </details>
    </nav>
  )
}

export function AlertCount(props: { count: number }) {
  return (
    <span id="alert-count" {...liveAttributes('/desk/alerts/count', 'alert-count')}>
      {props.count > 0 ? (
        <span class="count hot">
          <span class="unseen">{words.nav.openAlerts(props.count)}</span>
          <span aria-hidden="true">{props.count}</span>
        </span>
      ) : null}
    </span>
  )
}

function KeysDialog() {
  return (
    <dialog id="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">{words.keys.title}</h2>
      <dl class="keys">
        {words.keys.list.map(([key, what]) => (
          <div>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" id="single-keys" checked /> {words.keys.single}
      </label>
      <form method="dialog">
        <button type="submit" class="button">
          {words.keys.close}
        </button>
      </form>
    </dialog>
  )
}

/** Loads a page's live part anew when the script says so; typed text, focus and scroll stay. */
export function liveAttributes(href: string, id: string): Record<string, string> {
  return {
    'hx-get': href,
    'hx-trigger': 'refresh',
    'hx-select': `#${id}`,
    'hx-swap': 'outerMorph ignoreTitle:true',
    'hx-headers': '{"X-Live":"1"}',
    'hx-status:4xx': 'swap:none',
    'hx-status:5xx': 'swap:none',
  }
}
