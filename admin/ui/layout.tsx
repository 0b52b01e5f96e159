import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { Locale } from '../../src/i18n/locale.ts'
import { assets } from './assets.ts'

/** The bare document. No inline script or style: the policy forbids both. */
export function Document(props: {
  locale: Locale
  title: string
  bodyClass: string
  script?: boolean
  skip: string
  children: Child
}) {
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={props.locale}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content={props.script ? 'noindex' : 'index'} />
          <meta
            name="htmx-config"
            content='{"includeIndicatorCSS":false,"history":false,"morphIgnore":["data-htmx-powered","open","data-live"]}'
          />
          <title>{props.title}</title>
          <link rel="icon" href={assets.icon.path} type="image/svg+xml" />
          <link rel="stylesheet" href={assets.style.path} />
          {props.script ? <script src={assets.desk.path} defer /> : null}
        </head>
        <body class={props.bodyClass}>
          <a class="skip" href="#main">
            {props.skip}
          </a>
          {props.children}
        </body>
      </html>
    </>
  )
}

export function Brand(props: { href: string; tail: string }) {
  return (
    <a class="brand" href={props.href}>
      <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
        <path class="brand-leaf" d="M4 3h5v8.2L16.4 3H22l-8 8.8L22.4 21h-6L9 12.9V21H4z" />
      </svg>
      <span>
        kense<span class="brand-tail">{props.tail}</span>
      </span>
    </a>
  )
}
