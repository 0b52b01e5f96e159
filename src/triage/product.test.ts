import { expect, test } from 'vitest'
import { productOf } from './product.ts'

test.each([
  ['Не уходит акт из 1С, пишет ошибку подписи', 'software_error', 'integration-1c'],
  ['обмен встал', 'integration', 'integration-1c'],
  ['NCALayer не видит ключ', 'security', 'signing'],
  ['Келісімшартқа қол қою мүмкін емес', 'software_error', 'signing'],
  ['Контрагент не видит накладную', 'usage', 'documents'],
  ['The invoice does not open', 'software_error', 'documents'],
  ['Активный сайт не грузится', 'availability', 'platform'],
  ['Как добавить пользователя?', 'usage', 'platform'],
] as const)('%s', (text, category, product) => {
  expect(productOf(text, category)).toBe(product)
})
