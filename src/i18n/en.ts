import type { Texts } from './ru.ts'

export const en: Texts = {
  languageName: 'English',
  company: (name, bin) => `${name}, BIN ${bin}`,
  signature: 'kense.app technical support',
  greeting: 'Hello!',
  astana: 'Astana time',
  documents: { agreement: 'User Agreement', offer: 'Public Offer', privacy: 'Privacy Policy' },

  status: {
    registered: 'registered',
    in_progress: 'in progress',
    waiting_for_client: 'waiting for your answer',
    in_development: 'passed to development',
    support_suspended: 'support suspended',
    resolved: 'resolved',
    closed: 'closed',
    refused: 'refused',
    merged: 'merged with another ticket',
  },

  acknowledgement: {
    title: (id) => `Your request ${id} has been taken into processing.`,
    keepId: 'Keep this number in the subject: your answers will then reach the same request.',
    due: (when) => `Regulated resolution time: by ${when}.`,
    dueNote: 'It depends on how urgent and how complex the matter is.',
    resumes: (when) => `We are outside working hours now. Support continues: ${when}.`,
    faq: 'The answer may be here already:',
    faqOtherLanguage: 'in Russian',
    addMore: 'You can add details in your next message; they will join this request.',
    mistyped:
      'Your message holds something like a request number, but mistyped. So a new request has been registered.',
    refusedFile: (name) => `The file “${name}” was not accepted.`,
    refusedBmp: 'Please pack a BMP picture into ZIP or RAR, or save it as PNG or JPG.',
    refusedType:
      'Such files are not accepted. JPG, PNG, GIF, PDF, ZIP, RAR and documents are fine.',
    someFiles: (id) => `Ticket ${id}: some files were not accepted. Your words are kept.`,
    reportKey: 'To report the key as compromised, just answer: “my key is compromised”.',
    keyFile:
      'You sent us a signing key file. We did not keep it. A key that somebody else has seen counts as compromised: revoke it at the NUC RK.',
  },

  compromise: {
    title: (id) => `We have received your compromise notice. Number: ${id}.`,
    received: (when) => `Received: ${when}.`,
    points: [
      'The reaction time is 24 hours from receipt, nights and days off included. The key holder’s access to kense.app is suspended on this notice.',
      'Revoke the key in your NUC RK account (pki.gov.kz) right now. We cannot do it for you. A new key does not cancel the old one.',
      'Check your other active keys and every system that used this key: bank, eGov, e-invoicing, 1C.',
      'Change your kense.app password if others may know it.',
      'Get a new key and update your account.',
      'To resume access, an authorised person writes from the trusted address or calls from the trusted phone.',
      'Never send us the key file or passwords.',
    ],
  },

  reply: {
    from: (name) => `${name}, kense.app support:`,
    question: 'Please answer this message: without your answer the work pauses.',
  },
  resolved: {
    title: (id) => `Request ${id} has been resolved.`,
    rate: 'Please rate our work:',
    rateLink: 'Rate our support',
    reopen: 'If the problem is still there, answer this message and the request will reopen.',
  },
  closed: { title: (id) => `Request ${id} has been closed.` },
  statusChanged: (id, status) => `Request ${id}: ${status}.`,
  appended: {
    added: (id) => `Added to request ${id}.`,
    reopened: (id) => `Request ${id} has been reopened and your message added.`,
  },

  bot: {
    start:
      'Hello! This is kense.app support.\n\nTell us in your own words what happened, in one message or several, with screenshots if you like. You get a request number at once.\n\nWe work on working days from 09:00 to 18:00 (Astana time). Report a key compromise at any hour.',
    help: 'Just write what happened.\n\n/new — new request\n/tickets — my requests\n/language — language\n\nTo add to a request, reply to a message about it.',
    privacy:
      'We keep your messages and files to solve the matter; only support staff see them. Signing key files are not kept. Never send passwords.',
    newTicket: 'Go ahead: your next message becomes a new request.',
    noTickets: 'You have no requests yet. Write what happened and I will register the first one.',
    tickets: 'Your requests:',
    ticketLine: (id, status, subject) => `${id} — ${status}\n${subject}`,
    due: (when) => `regulated time: by ${when}`,
    chooseLanguage: 'Choose a language:',
    languageChosen: 'I will answer in English.',
    ratingThanks: (score) => `Thank you! Your rating: ${score}.`,
    ratingOpenAgain: 'The request is open again. Please tell us what is still unsolved.',
    ratingOutdated: 'This request is open again; you can rate it once it is resolved.',
    notFound: 'There is no such request.',
    focusSet: (id) => `Your next message goes to request ${id}.`,
    buttons: {
      notSolved: 'Not solved',
      newTicket: 'New request',
      tickets: 'My requests',
      add: 'Add',
      close: 'Close',
      reopen: 'Reopen',
    },
    closedByYou: (id) => `Request ${id} has been closed. Thank you!`,
    failure: (reference) =>
      `That did not work. Please try again a little later. Error code: ${reference}.`,
    commands: {
      new: 'New request',
      tickets: 'My requests',
      language: 'Language · Язык · Тіл',
      privacy: 'Personal data',
      help: 'Help',
    },
    unsupported: 'I cannot read this kind of message. Please write it in words.',
    attachmentOnly: (what) => `[${what}]`,
    content: {
      photo: 'picture',
      document: 'file',
      video: 'video',
      voice: 'voice message',
      audio: 'audio',
      sticker: 'sticker',
      location: 'location',
      contact: 'contact',
      poll: 'poll',
      dice: 'dice',
      other: 'message',
    },
    fileTooBig: (email) => `The file is larger than 20 MB. Please send it by mail to ${email}.`,
  },

  rating: {
    title: 'Rate our support',
    question: (id) => `How did we do on request ${id}?`,
    comment: 'What could be better? (optional)',
    send: 'Send rating',
    notSolved: 'Not solved, reopen',
    thanks: 'Thank you for your rating!',
    reopened: 'The request is open again. We will go on.',
    invalid: 'This link is not valid.',
    outdated: 'The request is open again. You can rate it once it is resolved.',
    scores: ['very bad', 'bad', 'fair', 'good', 'excellent'],
  },
}
