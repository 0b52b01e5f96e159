/** What a mail program files by. */
export type FiledMail = {
  name: string
  messageId: string
  links: readonly string[]
  subject: string
}

/** Conversations as lists of names: mails are together when `same` joins them, also over others. */
function conversations(
  mails: readonly FiledMail[],
  same: (a: FiledMail, b: FiledMail) => boolean,
): string[][] {
  const groups: FiledMail[][] = []
  for (const mail of mails) {
    const touching = groups.filter((group) => group.some((other) => same(mail, other)))
    const joined = [...touching.flat(), mail]
    for (const group of touching) groups.splice(groups.indexOf(group), 1)
    groups.push(joined)
  }
  return groups.map((group) => group.map((mail) => mail.name))
}

function linked(a: FiledMail, b: FiledMail): boolean {
  const ids = (mail: FiledMail) => [mail.messageId, ...mail.links]
  return ids(a).some((id) => ids(b).includes(id))
}

/** Outlook on Exchange, Mail.ru, Apple Mail, Thunderbird: the identifiers alone (RFC 5322, 3.6.4). */
export const byReferences = (mails: readonly FiledMail[]) => conversations(mails, linked)

/** Gmail: the identifiers, and the same subject behind `Re:`. */
export const asGmail = (mails: readonly FiledMail[]) =>
  conversations(mails, (a, b) => linked(a, b) && gmailSubject(a) === gmailSubject(b))

function gmailSubject({ subject }: FiledMail): string {
  return subject.replace(/^(\s*(re|fwd?|aw|отв|пересл)(\[\d+\])?:\s*)+/i, '').toLowerCase()
}

/** Old Outlook and IMAP THREAD=ORDEREDSUBJECT: the base subject alone (RFC 5256, 2.1). */
export const bySubject = (mails: readonly FiledMail[]) =>
  conversations(mails, (a, b) => baseSubject(a.subject) === baseSubject(b.subject))

export function baseSubject(subject: string): string {
  let base = subject.trim().toLowerCase()
  for (;;) {
    const shorter = base
      .replace(/^(re|fwd?)\s*(\[[^[\]]*\]\s*)?:\s*/, '')
      .replace(/^\[[^[\]]*\]\s*(?=\S)/, '')
    if (shorter === base) return base
    base = shorter
  }
}
