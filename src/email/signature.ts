const DEVICE =
  '(?:i ?(?:phone|pad|pod|os)|android|mobil\\S*|mobile|cell|phone|tablet|smartphone|samsung|galaxy|huawei|honor|xiaomi|redmi|nokia|htc|blackberry|windows (?:mail|phone|10|8)|outlook|(?:yahoo )?mail|mailbox|airmail|gmail|proton ?mail|k-9 mail|spark|thunderbird|handy|smartfon\\S*|мобильн\\S*|телефон\\S*|смартфон\\S*|айфон\\S*|почт\\S*|планшет\\S*|устройств\\S*|құрылғы\\S*)'

const MOBILE = new RegExp(
  [
    `sent (?:with|from|by|via|using|through)(?: (?:my|a|an|the))? .{0,60}${DEVICE}.{0,80}`,
    `sent (?:from|via|with|using) .{0,40}${DEVICE}.{0,40}`,
    'sent (?:from|via) (?:my|a|mobile|the) .{1,50}',
    'sent with \\S{1,30}(?: secure email)?\\.?',
    'from my (?:i?phone|ipad|mobile|cell|android|blackberry).{0,40}',
    '(?:get|download|получить|скачать|скачайте|загрузить|жүктеп алу|holen sie sich|laden sie|télécharger|obtenir|scarica|pobierz|отримати|завантажити) \\[?outlook.{0,120}',
    'outlook (?:для|for|für|pour|per|dla|қолданбасын) ?(?:ios|android|mac).{0,120}',
    '(?:ios|android)(?:ға|ге|қа|ке)? (?:арналған )?outlook.{0,120}',
    'sent from \\[?(?:mail|outlook|windows|yahoo).{0,160}',
    'sent by galaxy.{0,20}',
    'sent from .{1,40}<?https?://.{1,120}',
    '(?:virus-free|без вирусов|вирусов нет|вирустар жоқ)\\. ?.{0,80}',
    '(?:это сообщение|данное письмо|письмо) проверено на (?:вирусы|наличие вирусов) .{0,80}',
    'this email has been checked for viruses by .{0,80}',
    `отправлен[оа]? (?:с|из|от|через|при помощи) .{0,60}${DEVICE}.{0,80}`,
    'отправлен[оа]? из (?:приложения|мобильного приложения|мобильной|программы) .{1,60}',
    'отправлен[оа]? с (?:моего )?(?:huawei|honor|xiaomi|redmi|poco|realme|oppo|vivo|tecno|nokia|meizu|samsung|galaxy)\\b.{0,40}',
    `(?:отправлено|написано) (?:мной )?(?:с|из) (?:моего )?\\S*(?:iphone|ipad|android|samsung|xiaomi|huawei|honor|outlook|mail\\.ru|почты|яндекс).{0,60}`,
    'послано с .{0,40}',
    `(?:менің )?\\S*(?:iphone|ipad|android|samsung|құрылғы|телефон|смартфон)\\S* (?:арқылы )?жіберілд[іi].{0,30}`,
    `.{0,40}(?:қосымшасынан|қолданбасынан|құрылғысынан|құрылғымнан|телефонынан|телефонымнан|смартфонынан|поштасынан|арқылы) жіберіл(?:ген|ді).{0,20}`,
    `надіслано (?:з|із|через) .{0,60}`,
    `von meine[mr] .{0,60} (?:gesendet|verfasst)`,
    `(?:diese nachricht wurde von meinem|gesendet (?:von|mit|über)) .{0,80}`,
    `(?:envoyé|provenance) (?:de|depuis|à partir de)(?: mon| ma)? .{0,60}`,
    `inviato da(?:l mio)? .{0,60}`,
    `enviado (?:desde|do|a partir do|de)(?: mi| meu)? .{0,60}`,
    `wysłane? (?:z|ze) .{0,60}`,
    `wysłano z .{0,60}`,
    `verzonden (?:met|vanaf|via|vanuit) .{0,60}`,
    `(?:skickat|sendt) fr[åa]n? (?:min)? ?.{0,60}`,
    `lähetetty .{0,60}`,
    `odesláno z .{0,60}`,
    `.{0,40}(?:'?[ıi]mden|'?dan|'?den) gönderildi`,
    '從我的 .{1,20} 傳送',
    '发自我的.{1,30}',
    'iPhoneから送信',
  ]
    .map((p) => `(?:${p})`)
    .join('|'),
  'iu',
)
const MOBILE_LINE = new RegExp(`^[\\s*_<(\\[«-]*(?:${MOBILE.source})[\\s*_>)\\]».]*$`, 'iu')
const MAX_SIGNATURE_LINES = 20
const TAIL_LINES = 200

/** A line such as `Sent from my iPhone` or `Отправлено из мобильной Почты Mail.ru`. */
function isMobileSignature(line: string): boolean {
  return line.length < 200 && MOBILE_LINE.test(line)
}

/** The delimiter of a signature, `-- ` by RFC 3676, 4.3, and its near misses. */
function isSignatureDelimiter(line: string): boolean {
  return /^\s{0,2}(?:--|—|––)\s*$/.test(line)
}

/**
 * Cuts what follows a signature delimiter, and mobile signatures at the end. Anything else that may
 * be a signature — greetings, names, company lines — is left: it may be meant.
 */
export function cutSignature(lines: readonly string[]): string[] {
  let end = lines.length
  // Only the tail is searched: endless rows of dashes must not cost a look at all that follows.
  for (let i = Math.max(0, lines.length - TAIL_LINES); i < lines.length; i++) {
    const line = lines[i] ?? ''
    const rule = /^\s*(?:_{2,}|-{5,})\s*$/.test(line)
    if (!rule && !isSignatureDelimiter(line)) continue
    const rest = lines.slice(i + 1).filter((line) => line.trim() !== '')
    const above = lines.slice(0, i).some((line) => line.trim() !== '')
    if (rule && !isListFooter(rest)) continue
    if (above && rest.length <= MAX_SIGNATURE_LINES) {
      end = i
      break
    }
  }
  return cutMobile(lines.slice(0, end))
}

function isListFooter(lines: readonly string[]): boolean {
  return lines.length <= 8 && /mailing list|unsubscribe|listinfo|отписаться/i.test(lines.join(' '))
}

function cutMobile(lines: readonly string[]): string[] {
  let end = lines.length
  while (end > 0) {
    const line = lines[end - 1] ?? ''
    if (line.trim() !== '' && !isMobileSignature(line)) break
    end--
  }
  const rest = lines.slice(end).some((line) => line.trim() !== '')
  return rest && end === 0 ? [...lines] : lines.slice(0, end)
}
