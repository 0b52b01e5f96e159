/** Header blocks (`From: … Sent: … To: … Subject: …`) and dividers that mailers put above a quote. */

const FROM =
  'from|von|de|da|от|от кого|отправитель|кімнен|жіберуші|жіберген|van|från|fra|od|від|lähettäjä|kimden|gönderen|feladó|expediteur|expéditeur|remitente|mittente|absender|发件人|寄件者|差出人|보낸 사람'
const DATE =
  'date|sent|message du|gesendet|datum|отправлено|дата|дата отправки|жіберілген|жіберілді|жіберілген күні|күні|envoyé|envoyé le|enviado|enviada|enviado em|fecha|inviato|data|verzonden|skickat|sendt|dato|wysłano|wysłane|data wysłania|надіслано|lähetetty|päivämäärä|odesláno|gönderilen|gönderildi|tarih|küldve|发送时间|日期|送信日時|보낸 날짜'
const TO =
  'to|an|to whom|кому|получатель|кімге|à|para|a|aan|naar|till|til|do|komu|vastaanottaja|kime|destinataire|destinatario|címzett|收件人|宛先|받는 사람|cc|copie à|копия|көшірме|kopie|kopia|copie|copia|dw|kopi'
const SUBJECT =
  'subject|betreff|тема|тақырып|тақырыбы|objet|sujet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|aihe|předmět|konu|tárgy|主题|主旨|件名|제목'

const label = (words: string) =>
  new RegExp(`^[>\\s*_]*(?:${words})\\s*\\**\\s*[:：]\\**(?=\\s|\\S)`, 'iu')
const KINDS = [label(FROM), label(DATE), label(TO), label(SUBJECT)]
const FROM_LABEL = label(FROM)
const DATE_LABEL = label(DATE)
const MAX_BLOCK_LINES = 14

const ORIGINAL = new RegExp(
  `^[\\s>*]*[-_=]{2,}\\s*(?:${[
    'original message',
    'original appointment',
    'urspr[üu]ngliche (?:nachricht|mail)',
    'message d.origine',
    'message original',
    'mensaje original',
    'mensagem original',
    'messaggio originale',
    'oorspronkelijk bericht',
    'ursprungligt meddelande',
    'oprindelig meddelelse',
    'opprinnelig melding',
    'original besked',
    'oprindelig besked',
    'alkuperäinen viesti',
    '(?:wiadomość oryginalna|oryginalna wiadomość)',
    'p[ůu]vodn[íi] (?:zpráva|e-?mail)',
    'orijinal (?:mesaj|ileti)',
    'eredeti üzenet',
    '(?:исходное|оригинальное|первоначальное|начальное) сообщение',
    'исходное письмо',
    '(?:вихідне|початкове|оригінальне) повідомлення',
    '(?:бастапқы|түпнұсқа) (?:хабар(?:лама)?|хат)',
    'reply message',
    'reply above this line',
    '原始邮件',
    '元のメッセージ',
  ].join('|')})\\s*[-_=]{0,}\\s*[:：]?[\\s*]*$`,
  'iu',
)
const FORWARD = new RegExp(
  [
    '^[\\s*]*[-_=]{2,}\\s*(?:forwarded message|forwarded by .*|forwarded (?:mail|e-?mail)|weitergeleitete nachricht|message transféré|mensaje reenviado|mensagem encaminhada|messaggio inoltrato|doorgestuurd bericht|vidarebefordrat meddelande|videresendt (?:besked|melding)|przekazana wiadomość|wiadomość przekazana|(?:пересылаемое|пересланное|переадресованное|переслано) (?:сообщение|письмо)|(?:переслане|перенаправлене) повідомлення|(?:қайта жіберілген|жіберілген|бағытталған) (?:хабар(?:лама)?|хат))\\b.{0,60}$',
    '^\\s*begin forwarded message:\\s*$',
    '^\\s*(?:начало (?:переадресованного|пересылаемого) (?:сообщения|письма)|anfang der weitergeleiteten nachricht|début du message (?:réexpédié|transféré)|inizio messaggio inoltrato|inicio del mensaje reenviado|початок переслан\\S+ (?:повідомлення|листа)|қайта жіберілген хабардың басы)\\s*:?\\s*$',
    '^[\\s*]*[-_=]{2,}\\s*(?:пересылаемое|пересланное|переадресованное) (?:сообщение|письмо)',
  ].join('|'),
  'iu',
)

const DIVIDER_START = /^[\s>*]*[-_=]{2}/

/** True for `-----Original Message-----` in the languages of mailers. */
export function isOriginalDivider(line: string): boolean {
  return line.length < 120 && DIVIDER_START.test(line) && ORIGINAL.test(line)
}

/** True for the first line of the table Lotus Notes draws around the header of a quote. */
export function isLotusTable(line: string): boolean {
  return /^\s*\|-{6,}>\s*$/.test(line)
}

/** True for the line above forwarded content. */
export function isForwardDivider(line: string): boolean {
  return line.length < 160 && /[-_=]{2}|:\s*$|^\s*begin/i.test(line) && FORWARD.test(line)
}

/** True for a bare rule of `_` or `-`, as Outlook draws above its block. */
export function isRule(line: string): boolean {
  return /^\s*[*\s]*(?:_{5,}|-{5,}|={5,}|—{3,}|﹘{3,}|\u2500{3,})\s*$/.test(line)
}

/**
 * True when a header block begins at `lines[at]`: a sender line, or a date line, and at least two
 * other kinds of label within the next lines.
 */
export function isHeaderBlock(lines: readonly string[], at: number): boolean {
  const first = lines[at] ?? ''
  if (!/^.{1,40}[:：]/.test(first)) return false
  const named = FROM_LABEL.test(first)
  if (!named && !DATE_LABEL.test(first) && !KINDS.some((kind) => kind.test(first))) return false
  const seen = new Set<number>()
  let blanks = 0
  let foreign = 0
  for (let i = at; i < Math.min(at + MAX_BLOCK_LINES, lines.length); i++) {
    const line = lines[i] ?? ''
    if (line.trim() === '') {
      if (++blanks > 2 && seen.size < 2) break
      continue
    }
    const kinds = KINDS.flatMap((kind, n) => (kind.test(line) ? [n] : []))
    if (kinds.length === 0 && ++foreign > 2) break
    for (const kind of kinds) seen.add(kind)
  }
  // "A:" and "Da:" are also words of the alphabet: without a sender an e-mail block is not proven.
  return seen.has(0) && seen.size >= 3
}
