import type { Category } from './types.ts'

/** Codes of `db/seed/products.json`. */
type ProductCode = 'platform' | 'documents' | 'signing' | 'integration-1c'

/** In this order: a signature in 1C is 1C's, and a document that cannot be signed is signing's. */
const signs: [ProductCode, RegExp][] = [
  [
    'integration-1c',
    /(?<!\p{L})(?:1\s?[cс]|унф|зуп)(?!\p{L})|интеграционн\p{L}+ модул|модул\p{L}* интеграц/iu,
  ],
  [
    'signing',
    /(?<!\p{L})(?:эцп|эцқ|нуц|ұко)(?!\p{L})|подпис|қол қо|ncalayer|sign(?:ing|ature|ed)?\b|сертификат/iu,
  ],
  [
    'documents',
    /документ|құжат|договор|накладн|счет|счёт|сверк|(?<!\p{L})акт(?:ы|а|е|ов|ом|ам)?(?!\p{L})|эсф|invoice|document|waybill/iu,
  ],
]

/** Which product a request is about, by its words; a person may put it right. */
export function productOf(text: string, category: Category): ProductCode {
  if (category === 'integration') return 'integration-1c'
  return signs.find(([, pattern]) => pattern.test(text))?.[0] ?? 'platform'
}
