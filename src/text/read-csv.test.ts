import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText, readCsv } from './read-csv.ts'

const cells = (text: string) => readCsv(text).rows.map((row) => row.cells)

describe('a table', () => {
  test.each([
    ['a;b\n1;2\n', ';'],
    ['a,b\r\n1,2\r\n', ','],
    ['a\tb\n1\t2', '\t'],
    ['a|b\n1|2', '|'],
  ])('%j is read by its own separator', (text, separator) => {
    expect(readCsv(text)).toEqual({
      separator,
      openQuote: null,
      rows: [
        { line: 1, cells: ['a', 'b'] },
        { line: 2, cells: ['1', '2'] },
      ],
    })
  })

  test('a separator within quotation marks is text', () => {
    expect(cells('"a,b";c\n"ТОО ""Ромашка"";";"две\nстроки"')).toEqual([
      ['a,b', 'c'],
      ['ТОО "Ромашка";', 'две\nстроки'],
    ])
  })

  test('rows know the line they begin on; empty ones are left out', () => {
    const { rows } = readCsv('a;b\n\n"1\n2";x\n;\n3;4')
    expect(rows.map((row) => row.line)).toEqual([1, 3, 6])
  })

  test('a last empty cell counts', () =>
    expect(cells('a;b;\n1;2;')).toEqual([
      ['a', 'b', ''],
      ['1', '2', ''],
    ]))

  test('a quotation mark that nothing closes is told with its line', () =>
    expect(readCsv('a;b\n1;2\n"3;4')).toMatchObject({ openQuote: 3, rows: [{}, {}] }))

  test('whatever is written in quotation marks comes back', () =>
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), { minLength: 1 }),
        (table) => {
          const text = table
            .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(';'))
            .join('\n')
          expect(cells(`"h";"h"\n${text}`).slice(1)).toEqual(
            table.filter((row) => row.some((one) => one.trim() !== '')),
          )
        },
      ),
    ))
})

test('Windows-1251 is known by not being UTF-8', () => {
  const cp1251 = Buffer.from([0xd2, 0xce, 0xce])
  expect(decodeText(cp1251)).toEqual({ text: 'ТОО', encoding: 'windows-1251' })
  expect(decodeText(Buffer.from('\ufeffТОО'))).toEqual({ text: 'ТОО', encoding: 'utf-8' })
})
