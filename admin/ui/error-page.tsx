import type { Locale } from '../../src/i18n/locale.ts'
import { Brand, Document } from './layout.tsx'

export function ErrorPage(props: {
  locale: Locale
  title: string
  text: string
  reference?: string
  back: { href: string; text: string }
}) {
  return (
    <Document locale={props.locale} title={props.title} bodyClass="plain" skip={props.title}>
      <main id="main" class="card narrow">
        <Brand href="/" tail="" />
        <h1>{props.title}</h1>
        <p>
          {props.text} {props.reference ? <code>{props.reference}</code> : null}
        </p>
        <p>
          <a class="button" href={props.back.href}>
            {props.back.text}
          </a>
        </p>
      </main>
    </Document>
  )
}
