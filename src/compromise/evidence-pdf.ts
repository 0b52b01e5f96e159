import { createRequire } from 'node:module'
import { buffer } from 'node:stream/consumers'
import type { Actor } from '../context.ts'
import { compromiseRu } from '../i18n/compromise.ru.ts'
import { evidenceRu as words } from '../i18n/evidence.ru.ts'
import { clientsRu } from '../i18n/panel.clients.ru.ts'
import { termsRu } from '../i18n/panel.terms.ru.ts'
import { isoLocal } from '../sla/astana-time.ts'
import { formatTicketNumber } from '../tickets/ticket-number.ts'
import type { CaseEvidence } from './case-evidence.ts'
import { clockOf } from './queries.ts'

/** DejaVu Sans: free, and has every letter of Russian and Kazakh. */
const fonts = createRequire(import.meta.url)
export const evidenceFonts = {
  plain: () => fonts.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  bold: () => fonts.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
}

export type EvidenceMaker = { company: string; name: string; at: Date }

type Document = PDFKit.PDFDocument

const margin = 56
const sizes = { title: 16, heading: 12, text: 9.5, small: 7.5 } as const

/** The evidence of a case as a file to be printed or handed over: fonts embedded, every page numbered. */
export async function evidencePdf(evidence: CaseEvidence, by: EvidenceMaker): Promise<Buffer> {
  const { default: PdfDocument } = await import('pdfkit')
  const number = formatTicketNumber(evidence.found.number)
  const doc = new PdfDocument({
    size: 'A4',
    margin,
    bufferPages: true,
    lang: 'ru',
    info: { Title: `${words.title} ${number}`, Author: by.company, CreationDate: by.at },
  })
  doc.registerFont('plain', evidenceFonts.plain()).registerFont('bold', evidenceFonts.bold())
  const made = buffer(doc)
  title(doc, `${words.title} ${number}`)
  facts(doc, [
    [words.company, by.company],
    [words.made, by.name],
    [words.madeAt, time(by.at)],
  ])
  note(doc, words.zone)
  overview(doc, evidence, by.at)
  reports(doc, evidence)
  suspensions(doc, evidence)
  steps(doc, evidence)
  told(doc, evidence)
  note(doc, words.proof)
  footers(doc, number)
  doc.end()
  return made
}

function overview(doc: Document, { found }: CaseEvidence, now: Date): void {
  const row = found.case
  const clock = clockOf(row, now)
  heading(doc, words.overview)
  facts(doc, [
    [compromiseRu.fact.client, found.clientName ?? compromiseRu.unknownClient],
    [compromiseRu.fact.claimed, found.claimed],
    [compromiseRu.fact.holder, found.holder ?? (row.holderName || compromiseRu.wholeClient)],
    [compromiseRu.fact.kind, compromiseRu.kinds[row.kind]],
    [compromiseRu.fact.certKinds, row.certKinds.join(', ')],
    [compromiseRu.fact.serials, row.serials.join(', ')],
    [compromiseRu.fact.received, time(row.receivedAt)],
    [compromiseRu.fact.due, time(row.dueAt)],
    [
      compromiseRu.fact.acknowledged,
      row.acknowledgedAt && `${time(row.acknowledgedAt)}, ${found.acknowledgedBy ?? ''}`,
    ],
    [compromiseRu.fact.suspended, row.suspendedAt && time(row.suspendedAt)],
    [
      compromiseRu.fact.decided,
      row.decidedAt &&
        `${time(row.decidedAt)}: ${row.decision ? compromiseRu.decisions[row.decision] : ''}. ${row.decisionReason}`,
    ],
    [compromiseRu.fact.resumed, row.resumedAt && time(row.resumedAt)],
    [
      words.inTime,
      clock.breachedAt !== null
        ? words.missed
        : clock.state === 'stopped'
          ? words.kept
          : words.running,
    ],
  ])
}

function reports(doc: Document, { found }: CaseEvidence): void {
  heading(doc, words.reports)
  for (const [at, report] of found.reports.entries()) {
    subheading(doc, words.report(at + 1))
    facts(doc, [
      [compromiseRu.fact.received, time(report.receivedAt)],
      [words.receivedFrom, compromiseRu.evidences[report.evidence]],
      [words.channel, termsRu.channels[report.channel]],
      [words.reporter, `${report.reporterName}, ${compromiseRu.assurances[report.assurance]}`],
      [words.why, words.grounds[report.assuranceReason] ?? report.assuranceReason],
      [words.cause, compromiseRu.causes[report.cause]],
      [compromiseRu.learned, report.learnedAt && time(report.learnedAt)],
      [compromiseRu.notice, compromiseRu.timing[report.timing]],
      [words.words, report.happened],
      [words.hash, report.originalSha256],
      [words.unaltered, report.unaltered ? words.same : words.different],
    ])
  }
}

function suspensions(doc: Document, evidence: CaseEvidence): void {
  heading(doc, words.access)
  if (evidence.suspensions.length === 0) note(doc, words.nothing)
  for (const [at, row] of evidence.suspensions.entries()) {
    subheading(doc, words.suspension(at + 1))
    facts(doc, [
      [words.scope, words.scopes[row.scope]],
      [words.keys, row.keySerials.join(', ')],
      [words.from, time(row.startsAt)],
      [words.reason, row.text],
      [
        words.lifted,
        row.liftedAt === null ? words.notLifted : `${time(row.liftedAt)}: ${row.liftReason}`,
      ],
    ])
  }
}

function steps(doc: Document, evidence: CaseEvidence): void {
  heading(doc, words.steps)
  for (const step of evidence.steps) {
    const what = clientsRu.audit[step.action] ?? step.action
    line(doc, `${time(step.at)}   ${what}, ${nameOf(step.actor, step.staffName)}`)
    small(doc, `${words.link} ${step.hash}`)
  }
}

function told(doc: Document, evidence: CaseEvidence): void {
  heading(doc, words.told)
  if (evidence.told.length === 0) note(doc, words.nothing)
  for (const event of evidence.told) {
    const taken =
      event.deliveredAt === null ? words.notTold : `${words.toldAt} ${time(event.deliveredAt)}`
    line(doc, `${time(event.createdAt)}   ${event.type}, ${taken}`)
  }
}

function nameOf(actor: Actor, staffName: string | null): string {
  switch (actor.kind) {
    case 'staff':
      return `${staffName ?? actor.staffId} (${termsRu.roles[actor.role]})`
    case 'customer':
      return words.customer
    case 'platform':
      return words.platform
    case 'system':
      return words.system
  }
}

/** `23.11.2026 10:00:05 (UTC+05:00)` in Astana. */
function time(at: Date): string {
  const [date = '', rest = ''] = isoLocal(at).split('T')
  const [, clock = '', zone = ''] = /^(\d\d:\d\d(?::\d\d)?)[.\d]*(.*)$/.exec(rest) ?? []
  return `${date.split('-').toReversed().join('.')} ${clock} (UTC${zone})`
}

function title(doc: Document, text: string): void {
  doc.font('bold').fontSize(sizes.title).text(text).moveDown(0.5)
}

function heading(doc: Document, text: string): void {
  keepTogether(doc, 60)
  doc.moveDown(0.8).font('bold').fontSize(sizes.heading).text(text, margin).moveDown(0.3)
}

function subheading(doc: Document, text: string): void {
  keepTogether(doc, 50)
  doc.font('bold').fontSize(sizes.text).text(text, margin).moveDown(0.2)
}

function line(doc: Document, text: string): void {
  keepTogether(doc, 30)
  doc.font('plain').fontSize(sizes.text).text(text, margin)
}

function small(doc: Document, text: string): void {
  doc.font('plain').fontSize(sizes.small).fillColor('#555').text(text, margin)
  doc.fillColor('black').moveDown(0.2)
}

function note(doc: Document, text: string): void {
  doc.moveDown(0.4).font('plain').fontSize(sizes.small).text(text, margin)
}

/** Name and value side by side; what is not known is left out. */
function facts(doc: Document, rows: [string, string | null][]): void {
  const nameWidth = 150
  const valueWidth = doc.page.width - 2 * margin - nameWidth
  for (const [name, value] of rows) {
    if (value === null || value === '') continue
    // A hash stays on one line.
    const size = /^[0-9a-f]{64}$/.test(value) ? sizes.small : sizes.text
    doc.font('plain').fontSize(size)
    keepTogether(doc, Math.min(200, doc.heightOfString(value, { width: valueWidth })) + 4)
    const { y, page } = doc
    doc
      .fontSize(sizes.text)
      .fillColor('#555')
      .text(name, margin, y, { width: nameWidth - 8 })
    const below = doc.y
    doc
      .fontSize(size)
      .fillColor('black')
      .text(value, margin + nameWidth, y, { width: valueWidth })
    // A long value ends on a later page than its name.
    doc.y = (doc.page === page ? Math.max(doc.y, below) : doc.y) + 2
  }
  doc.x = margin
}

/** A heading never stands alone at the foot of a page. */
function keepTogether(doc: Document, height: number): void {
  if (doc.y + height > doc.page.height - margin) doc.addPage()
}

function footers(doc: Document, number: string): void {
  const { count } = doc.bufferedPageRange()
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(page)
    // Text below the margin would begin a new page.
    doc.page.margins.bottom = 0
    doc.font('plain').fontSize(sizes.small).fillColor('#555')
    const foot = `${number}, ${words.page(page + 1, count)}`
    doc.text(foot, margin, doc.page.height - 36, { lineBreak: false })
  }
}
