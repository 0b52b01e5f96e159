import type { NoticeTexts } from './notices.ru.ts'

export const noticesEn: NoticeTexts = {
  subject: {
    link_code: 'Code to link Telegram',
    telegram_linked: 'Telegram is linked to your data',
    trusted_change_asked: 'A change of a trusted contact was requested',
    trusted_changed: 'A trusted contact was changed',
    ticket_merged: 'Your request was joined to another one',
    closing_soon: 'Your request will close soon',
    suspended: 'Access to kense.app is suspended',
    lifted: 'Decision on access to kense.app',
    tariff_ending: 'Your paid tariff ends soon',
    resumption_asked: 'Resumption of access was requested',
    resumption_refused: 'Resumption of access was refused',
    compromise_received: 'Your notice of a compromise is received',
    compromise_warning: 'We were told that your key may be compromised',
    compromise_declined: 'Decision on the notice of a compromise',
  },
  channel: { phone: 'telephone number', email: 'e-mail address' },
  notYou: 'If this was not you, write to us or call support at once.',
  linkCode: (code, minutes) =>
    `Your code: ${code}. It is valid for ${minutes} min. Enter it in the kense.app support chat in Telegram and tell it to nobody.`,
  telegramLinked: (client, at) =>
    `A Telegram account is linked as yours. Client: ${client}. Time: ${at}.`,
  trustedChangeAsked: (client, channel, address, at) =>
    `We were asked to replace a trusted contact. Client: ${client}. What changes: ${channel}. New value: ${address}. Time: ${at}. The change takes effect after it has been checked.`,
  trustedChanged: (client, channel, address, at) =>
    `A trusted contact was replaced. Client: ${client}. What changed: ${channel}. New value: ${address}. Time: ${at}. Important notices go there now.`,
  ticketMerged: (into) =>
    `This request repeats another one of yours, so we joined them. Work goes on in ${into}; the old number leads there too.`,
  closingSoon: (at) =>
    `We consider the matter solved. If you do not write, the request will close: ${at}. You can reopen it at any time: just reply.`,
  scope: {
    platform: 'the whole platform',
    products: 'some products',
    holder: 'the holder of the certificate and operations with the named keys',
    keys: 'operations with the named keys',
  },
  suspended: (client, scope, from) =>
    `Access is suspended. Client: ${client}. Extent: ${scope}. From: ${from}.`,
  codes: (codes) => `Ground: clauses of the User Agreement ${codes}.`,
  why: {
    breach: 'The suspension follows clause 5.3.7 of the User Agreement.',
    key_compromise:
      'The suspension follows clause 7.4 of the User Agreement: a notice of a compromised key was received.',
    access_compromise:
      'The suspension follows a notice of compromised access parameters. Set a new password once access is open again.',
    tariff_expired:
      'The suspension follows clause 5.3.9 of the User Agreement: the paid tariff has ended.',
  },
  howToResume: {
    request:
      'To resume access, the first head or an authorised person writes from the trusted address or calls from the trusted telephone. Access does not resume by itself.',
    tariff: 'Access resumes once the tariff is paid. Write to us about payment.',
  },
  lifted: (client, at) => `A ground of the suspension was lifted. Client: ${client}. Time: ${at}.`,
  accessOpen: 'Access to kense.app is open.',
  otherGroundsLeft: 'Other grounds remain in force, access is still limited.',
  tariffEnding: (client, tariff, day) =>
    `The paid time of the tariff is coming to its end. Client: ${client}. Tariff: ${tariff}. Last day: ${day}, until the end of the day in Astana.`,
  tariffRenew:
    'To renew, reply to this letter and we will send an invoice. If you have paid already, tell us the number of the invoice.',
  resumptionAsked: (client, at) =>
    `We were asked to resume access. Client: ${client}. Time: ${at}. We will use a trusted contact to confirm the request.`,
  resumptionRefused: (client, at) => `Access was not resumed. Client: ${client}. Time: ${at}.`,
  reason: (reason) => `Reason: ${reason}`,
  caseReceived: (id, at) => `Number of the notice: ${id}. Received: ${at}.`,
  caseRepeated: 'Such a notice is under way already, your message was added to it.',
  accessClosed:
    "The key holder's access to kense.app and operations with the named keys are suspended.",
  accessBeingChecked:
    "We are checking the notice and will use the client's trusted contact; the key holder's access may be suspended until the check is over.",
  limit: (due) =>
    `Time to react: 24 hours from receipt, nights and days off included, until: ${due}.`,
  compromiseWarning: (client, at) =>
    `We were told that an EDS key or access parameters may be in other hands. Client: ${client}. Received: ${at}.`,
  warningAct: (due) =>
    `If so, confirm it by answering this letter or call us, and revoke the key at once in the NUC RK cabinet (pki.gov.kz): we cannot do that for you. If it is a mistake, tell us too. The decision will be made by: ${due}. Do not send the key file or passwords.`,
  compromiseDeclined: (at) =>
    `The notice was considered, access was not suspended on its ground. Time of the decision: ${at}.`,
  reportAgain: 'If the risk remains, tell us again: a notice can be given at any time.',
}
