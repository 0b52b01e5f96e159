import { eq } from 'drizzle-orm'
import { suspension } from '../../db/schema/access.ts'
import { identity } from '../../db/schema/people.ts'
import { askResumption } from '../../src/access/ask-resumption.ts'
import { endResumption } from '../../src/access/end-resumption.ts'
import { liftBreach } from '../../src/access/lift-breach.ts'
import { suspendClient } from '../../src/access/suspend-client.ts'
import { verifyResumption } from '../../src/access/verify-resumption.ts'
import { addClientContact } from '../../src/clients/add-client-contact.ts'
import { askTrustedChange } from '../../src/clients/ask-trusted-change.ts'
import { createClient } from '../../src/clients/create-client.ts'
import { createLink } from '../../src/clients/create-link.ts'
import { editClient } from '../../src/clients/edit-client.ts'
import { endClientContact } from '../../src/clients/end-client-contact.ts'
import { endTrustedChange } from '../../src/clients/end-trusted-change.ts'
import { importClients } from '../../src/clients/import-clients.ts'
import { linkByToken } from '../../src/clients/link-by-token.ts'
import { mergeClients } from '../../src/clients/merge-clients.ts'
import { mergeContacts } from '../../src/clients/merge-contacts.ts'
import { revealClient } from '../../src/clients/reveal-client.ts'
import { undoMerge } from '../../src/clients/undo-merge.ts'
import { unlinkTelegram } from '../../src/clients/unlink-telegram.ts'
import { acknowledgeCase } from '../../src/compromise/acknowledge-case.ts'
import { decideCase } from '../../src/compromise/decide-case.ts'
import { exportEvidence } from '../../src/compromise/export-evidence.ts'
import { reportByPhone } from '../../src/compromise/report-by-phone.ts'
import { reportByPlatform } from '../../src/compromise/report-by-platform.ts'
import { reportByWeb } from '../../src/compromise/report-by-web.ts'
import { startDrill } from '../../src/compromise/start-drill.ts'
import { actingAs } from '../../src/context.ts'
import { createApiKey } from '../../src/platform/create-api-key.ts'
import { replayEvents } from '../../src/platform/replay-events.ts'
import { revokeApiKey } from '../../src/platform/revoke-api-key.ts'
import { upsertClient } from '../../src/platform/upsert-client.ts'
import { type Acting, type Verb, verb } from './verb.ts'

const clientOf = ({ world }: Acting) => ({ clientId: world.clientId })
const breach = { scope: 'platform' as const, codes: ['4.3.1'] }

/** Closed by the second officer, so that each of the first ones is another person. */
async function closed(a: Acting): Promise<string> {
  const second = actingAs(a.system, a.world.second)
  return (await suspendClient(second, { ...clientOf(a), ...breach })).id
}

async function asked(a: Acting): Promise<{ resumptionId: string }> {
  await closed(a)
  const request = { ...clientOf(a), contactId: a.world.headId, channel: 'phone' as const }
  const { id } = await askResumption(a.as('operator'), { ...request, receivedAt: a.system.now() })
  return { resumptionId: id }
}

/** The same client registered once more. */
async function double(a: Acting): Promise<string> {
  const made = { kind: 'other' as const, name: 'ТОО «Ромашка» (2)', noNumberReason: 'дубль' }
  return (await createClient(a.as('admin'), made)).id
}

/** A notice about the client by somebody unknown: an officer has to decide. */
async function openCase(a: Acting): Promise<{ caseId: string }> {
  const [one] = await reportByWeb(a.system, webNotice)
  return { caseId: one?.caseId ?? '' }
}

const webNotice = {
  number: '991240000003',
  email: 'someone@mail.example',
  happened: 'Украли ключ',
  network: '192.0.2.1',
}

async function changeAsked(a: Acting): Promise<{ changeId: string }> {
  const second = actingAs(a.system, { ...a.world.second })
  const { id } = await askTrustedChange(second, {
    ...clientOf(a),
    contactId: a.world.headId,
    channel: 'phone',
    address: '+77010000055',
    ground: 'old_contact',
    reason: 'новый номер',
  })
  return { changeId: id }
}

/** Clients, their access, compromise, and the platform. */
export const clientVerbs: Verb[] = [
  verb('clients/create-client', createClient, {
    may: 'clients.write',
    input: () => ({ kind: 'individual', name: 'Ерлан', number: '881130200005' }),
    again: 'refused',
  }),
  verb('clients/merge-clients', mergeClients, {
    may: 'clients.merge',
    input: async (a) => ({ fromId: await double(a), intoId: a.world.clientId }),
    // In the chain of either client.
    audits: 2,
    again: 'refused',
  }),
  verb('clients/merge-contacts', mergeContacts, {
    may: 'clients.merge',
    input: ({ world }) => ({ fromId: world.requesterId, intoId: world.headId }),
    audits: 2,
    again: 'refused',
  }),
  verb('clients/undo-merge', undoMerge, {
    may: 'clients.merge',
    input: async (a) => {
      const fromId = await double(a)
      return mergeClients(a.as('admin'), { fromId, intoId: a.world.clientId })
    },
    audits: 2,
    again: 'refused',
  }),
  verb('clients/import-clients', importClients, {
    may: 'clients.import',
    also: ['system'],
    input: () => ({
      bytes: Buffer.from('kind;name;number\nindividual;Ерлан;881130200005\n'),
      dryRun: false,
    }),
    bad: { bytes: Buffer.from('nonsense'), dryRun: false },
    // The client, and the import.
    audits: 2,
    again: 'anew',
  }),
  verb('clients/edit-client', editClient, {
    rewrites: true,
    may: 'clients.write',
    input: (a) => ({ ...clientOf(a), kind: 'legal_entity', name: 'ТОО «Роза»' }),
    again: 'nothing',
  }),
  verb('clients/add-client-contact', addClientContact, {
    rewrites: true,
    may: 'clients.write',
    input: (a) => ({ ...clientOf(a), name: 'Юрист', role: 'user', email: 'law@firm.example' }),
    again: 'nothing',
  }),
  verb('clients/end-client-contact', endClientContact, {
    may: 'clients.write',
    input: (a) => ({ ...clientOf(a), contactId: a.world.accountantId }),
    again: 'refused',
  }),
  verb('clients/ask-trusted-change', askTrustedChange, {
    may: 'clients.write',
    input: (a) => ({
      ...clientOf(a),
      contactId: a.world.headId,
      channel: 'phone',
      address: '+77010000055',
      ground: 'old_contact',
      reason: 'новый номер',
    }),
    again: 'refused',
  }),
  verb('clients/end-trusted-change', endTrustedChange, {
    may: 'clients.write',
    input: async (a) => ({ ...(await changeAsked(a)), verdict: 'confirm' }),
    again: 'refused',
  }),
  verb('clients/create-link', createLink, {
    may: 'clients.link',
    also: ['platform'],
    input: ({ world }) => ({ contactId: world.headId }),
    again: 'anew',
  }),
  verb('clients/unlink-telegram', unlinkTelegram, {
    may: 'clients.link',
    input: async (a) => {
      const { as, system, world } = a
      const [account] = await system.db
        .select({ id: identity.id })
        .from(identity)
        .where(eq(identity.channel, 'telegram'))
      const identityId = account?.id ?? ''
      const { token } = await createLink(as('admin'), { contactId: world.headId })
      await linkByToken(system, { identityId, token })
      return { identityId }
    },
    // Systems link and unlink for the bot, whose customer owns the account.
    also: ['system'],
    again: 'nothing',
  }),
  verb('clients/reveal-client', revealClient, {
    may: 'clients.reveal',
    input: clientOf,
    again: 'anew',
  }),
  verb('access/suspend-client', suspendClient, {
    may: 'access.suspend',
    input: (a) => ({ ...clientOf(a), ...breach }),
    // Grounds stack, also of one kind (R45).
    again: 'anew',
  }),
  verb('access/lift-breach', liftBreach, {
    may: 'access.resume',
    input: async (a) => ({ suspensionId: await closed(a), reason: 'исправлено' }),
    again: 'refused',
  }),
  verb('access/ask-resumption', askResumption, {
    may: 'compromise.report',
    also: ['system', 'platform'],
    input: async (a) => {
      await closed(a)
      return {
        ...clientOf(a),
        contactId: a.world.headId,
        channel: 'phone',
        receivedAt: a.system.now(),
      }
    },
    again: 'anew',
  }),
  verb('access/verify-resumption', verifyResumption, {
    may: 'access.resume',
    input: async (a) => ({
      ...(await asked(a)),
      contactId: a.world.headId,
      verification: 'trusted_phone',
    }),
    again: 'refused',
  }),
  verb('access/end-resumption', endResumption, {
    may: 'access.resume',
    input: async (a) => {
      const { resumptionId } = await asked(a)
      await verifyResumption(actingAs(a.system, a.world.second), {
        resumptionId,
        contactId: a.world.headId,
        verification: 'trusted_phone',
      })
      return { resumptionId, verdict: 'approve', reason: 'подтверждено' }
    },
    // The grounds that are lifted, and the request that lifted them.
    audits: 2,
    again: 'refused',
  }),
  verb('compromise/acknowledge-case', acknowledgeCase, {
    may: 'compromise.acknowledge',
    input: openCase,
    again: 'nothing',
  }),
  verb('compromise/decide-case', decideCase, {
    may: 'compromise.decide',
    input: async (a) => ({
      ...(await openCase(a)),
      decision: 'suspended',
      reason: 'перезвонили',
    }),
    // Taken in hand, closed in the chain of the case, and in that of the client.
    audits: 3,
    again: 'refused',
  }),
  verb('compromise/start-drill', startDrill, {
    may: 'compromise.drill',
    input: () => ({}),
    bad: null,
    // The client to rehearse on and its person with his trusted address; ticket and case; access.
    audits: 8,
    again: 'refused',
  }),
  verb('compromise/export-evidence', exportEvidence, {
    may: 'compromise.evidence',
    input: openCase,
    again: 'anew',
  }),
  verb('compromise/report-by-phone', reportByPhone, {
    composed: true,
    may: 'compromise.report',
    input: (a) => ({
      number: '991240000003',
      phone: '+77010000077',
      calledAt: a.system.now(),
      happened: 'Украли ключ',
    }),
    // Ticket opened and classified, case opened.
    audits: 3,
    again: 'anew',
  }),
  verb('compromise/report-by-web', reportByWeb, {
    composed: true,
    may: [],
    also: ['system'],
    input: () => webNotice,
    audits: 3,
    again: 'anew',
  }),
  verb('compromise/report-by-platform', reportByPlatform, {
    composed: true,
    may: [],
    also: ['platform'],
    input: () => ({
      number: '991240000003',
      reporter: { name: 'Кто-то', email: 'someone@mail.example' },
      happened: 'Украли ключ',
    }),
    audits: 3,
    again: 'anew',
  }),
  verb('platform/create-api-key', createApiKey, {
    may: 'platform.manage',
    input: () => ({ name: 'Вход', scopes: ['access.read'] }),
    again: 'anew',
  }),
  verb('platform/revoke-api-key', revokeApiKey, {
    may: 'platform.manage',
    input: async (a) => {
      const key = { name: 'Вход', scopes: ['access.read' as const] }
      return { keyId: (await createApiKey(a.as('admin'), key)).id }
    },
    again: 'nothing',
  }),
  verb('platform/replay-events', replayEvents, {
    may: 'platform.manage',
    input: async (a) => {
      await closed(a)
      const [row] = await a.system.db
        .select({ createdAt: suspension.createdAt })
        .from(suspension)
        .where(eq(suspension.clientId, a.world.clientId))
      return { since: row?.createdAt ?? a.system.now() }
    },
    again: 'anew',
  }),
  verb('platform/upsert-client', upsertClient, {
    rewrites: true,
    may: [],
    also: ['platform'],
    input: () => ({
      platformId: 'p-1',
      kind: 'individual',
      name: 'Ерлан',
      number: '881130200005',
    }),
    // Registered, and tied to its id on the platform.
    audits: 2,
    again: 'nothing',
  }),
]
