import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type ImportReport, importClients } from '../../src/clients/import-clients.ts'
import { importColumns } from '../../src/clients/import-row.ts'
import { DomainError } from '../../src/errors.ts'
import { importRu as words } from '../../src/i18n/panel.import.ru.ts'
import { requireRight } from '../../src/rights.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, tooLarge, typedFields, typedFiles } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf } from '../ui/field.tsx'

/** A hundred thousand clients take about a fifth of it. */
const fileBytes = 64 * 1024 * 1024
const faultsShown = 500
export const importPath = '/desk/clients/import'

/** Clients out of a table: checked first, then brought in; the chosen file stays chosen in between. */
export function importRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/clients/import', (c) => {
    requireRight(c.var.ctx, 'clients.import')
    return c.html(page(c, {}))
  })

  desk.post('/clients/import', bodyLimit({ maxSize: fileBytes, onError: tooLarge }), async (c) => {
    requireRight(c.var.ctx, 'clients.import')
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const outcome = await attempt(async () => {
      const [file] = await typedFiles(c, 'files')
      if (!file) throw new DomainError('invalid', 'importNoFile')
      return importClients(c.var.ctx, { bytes: file.content, dryRun: typed.step !== 'import' })
    })
    if (outcome.ok) return c.html(page(c, { report: outcome.value }))
    c.status(outcome.status)
    return c.html(page(c, { error: errorText(outcome.errors.form ?? '') }))
  })
}

function page(c: Context<DeskEnv>, shown: { report?: ImportReport; error?: string }) {
  const { session, csrf } = c.var
  return (
    <DeskPage title={words.title} section="clients" session={session} csrf={csrf}>
      <main id="main" class="form-page" tabindex={-1}>
        <h1>{words.title}</h1>
        <p class="lead">{words.intro}</p>
        <form
          method="post"
          action={importPath}
          enctype="multipart/form-data"
          class="card"
          hx-post={importPath}
          hx-target="#import-report"
          hx-select="#import-report"
          hx-swap="outerHTML ignoreTitle:true"
          hx-disable="find button"
        >
          <Csrf token={csrf} />
          <div class="field">
            <label for="file">{words.file}</label>
            <input
              id="file"
              name="files"
              type="file"
              accept=".csv,.txt,text/csv"
              required
              aria-describedby="file-hint"
            />
            <p class="hint" id="file-hint">
              {words.format}
            </p>
          </div>
          <details>
            <summary>{words.columnsTitle}</summary>
            <p>{importColumns.map((column) => words.columns[column]).join(', ')}</p>
          </details>
          <div class="ticket-line">
            <button type="submit" name="step" value="check" class="primary">
              {words.check}
            </button>
            <button type="submit" name="step" value="import">
              {words.bringIn}
            </button>
          </div>
        </form>
        <section id="import-report" aria-live="polite">
          {shown.error ? (
            <p class="alert" role="alert">
              {shown.error}
            </p>
          ) : null}
          {shown.report ? <Report report={shown.report} /> : null}
        </section>
      </main>
    </DeskPage>
  )
}

function Report({ report }: { report: ImportReport }) {
  const separator = words.separators[report.separator] ?? report.separator
  const figures = [
    [report.dryRun ? words.wouldCreate : words.created, report.created],
    [words.known, report.known],
    [words.faulty, report.faultyRows],
  ] as const
  return (
    <div class="card">
      <h2>
        {report.dryRun ? words.dryRun : words.done}: {words.rows(report.rows)}
      </h2>
      <dl class="facts">
        {figures.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">
        {words.readAs(report.encoding, separator)}.{' '}
        {report.ignored.length === 0 ? null : words.ignored(report.ignored.join(', '))}
      </p>
      {report.faults.length === 0 ? null : <Faults faults={report.faults} />}
    </div>
  )
}

function Faults({ faults }: Pick<ImportReport, 'faults'>) {
  return (
    <>
      <table class="letters">
        <thead>
          <tr>
            <th scope="col">{words.faults.line}</th>
            <th scope="col">{words.faults.column}</th>
            <th scope="col">{words.faults.what}</th>
          </tr>
        </thead>
        <tbody>
          {faults.slice(0, faultsShown).map(({ line, column, key }) => (
            <tr>
              <th scope="row">{line}</th>
              <td>{column === null ? '' : words.columns[column]}</td>
              <td>{errorText(key)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {faults.length > faultsShown ? (
        <p class="hint">{words.more(faults.length - faultsShown)}</p>
      ) : null}
    </>
  )
}
