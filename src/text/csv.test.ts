import { expect, test } from 'vitest'
import { spreadsheetCsv } from './csv.ts'

test('Excel takes it for UTF-8, and numbers for numbers', () => {
  expect(spreadsheetCsv([['Показатель', 1.5, -2, null]])).toBe('\ufeff"Показатель";1,5;-2;\r\n')
})

test.each(['=1+1', '+7 708', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1'])(
  '%j is no formula',
  (text) => {
    expect(spreadsheetCsv([[text]])).toBe(`\ufeff"'${text}"\r\n`)
  },
)

test('quotes, separators and line ends stay inside their cell', () => {
  expect(spreadsheetCsv([['ТОО "Ромашка"; Алматы\nКазахстан']])).toBe(
    '\ufeff"ТОО ""Ромашка""; Алматы\nКазахстан"\r\n',
  )
})
