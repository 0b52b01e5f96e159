import type { Context, Hono } from 'hono'
import { askResumption } from '../../src/access/ask-resumption.ts'
import { endResumption } from '../../src/access/end-resumption.ts'
import { liftBreach } from '../../src/access/lift-breach.ts'
import { previewSuspension } from '../../src/access/preview.ts'
import {
  accessOf,
  productList,
  resumptionsOf,
  suspensionHistory,
} from '../../src/access/queries.ts'
import { breachCodes, SuspendClientInput, suspendClient } from '../../src/access/suspend-client.ts'
import { verifyResumption } from '../../src/access/verify-resumption.ts'
import { addClientContact } from '../../src/clients/add-client-contact.ts'
import { askTrustedChange } from '../../src/clients/ask-trusted-change.ts'
import { createLink } from '../../src/clients/create-link.ts'
import { editClient } from '../../src/clients/edit-client.ts'
import { endClientContact } from '../../src/clients/end-client-contact.ts'
import { endTrustedChange } from '../../src/clients/end-trusted-change.ts'
import { mergesOf } from '../../src/clients/merge-queries.ts'
import { clientPage, successorOf } from '../../src/clients/queries.ts'
import { revealClient } from '../../src/clients/reveal-client.ts'
import { undoMerge } from '../../src/clients/undo-merge.ts'
import { unlinkTelegram } from '../../src/clients/unlink-telegram.ts'
import type { Ctx } from '../../src/context.ts'
import { DomainError } from '../../src/errors.ts'
import { clientsRu as words } from '../../src/i18n/panel.clients.ru.ts'
import { requireRight } from '../../src/rights.ts'
import { parseLocal } from '../../src/sla/astana-time.ts'
import { promotionList, tariffList, tariffsOfClient } from '../../src/tariffs/queries.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Access } from './access-view.tsx'
import { type CardProps, Facts, History, People } from './card-view.tsx'
import { clientFields, fieldOfClientError } from './clients.tsx'
import { Merges } from './merges-view.tsx'
import { tariffVerbs } from './tariff-verbs.ts'
import { Tariffs } from './tariff-view.tsx'
import { Trusted } from './trusted-view.tsx'

type Outcome = { done: string } | { shown: Partial<CardProps> }
export type Verb = (ctx: Ctx, clientId: string, typed: Typed) => Promise<Outcome>

/** The card of a client: facts, people, trusted contacts, access. */
export function clientCardRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/clients/:id{[0-9a-f-]{36}}', async (c) => {
    const successor = await successorOf(c.var.ctx.db, c.req.param('id'))
    if (successor !== null) return c.redirect(`/desk/clients/${successor}`, 303)
    return c.html(await card(c, {}))
  })

  desk.post('/clients/:id{[0-9a-f-]{36}}', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const clientId = c.req.param('id')
    const verb = { ...verbs, ...tariffVerbs }[typed.verb ?? '']
    if (!verb) throw new DomainError('invalid', 'invalid')
    const outcome = await attempt(() => verb(c.var.ctx, clientId, typed), {
      ...fieldOfClientError,
      reasonMissing: 'reason',
      invoicePaid: 'invoiceNumber',
      paidInFuture: 'paidOn',
      periodBackwards: 'periodTo',
    })
    const kept = { typed, verb: typed.verb }
    if (!outcome.ok) {
      c.status(outcome.status)
      return c.html(await card(c, { ...kept, errors: outcome.errors }))
    }
    if ('done' in outcome.value) {
      return c.redirect(`/desk/clients/${clientId}?done=${outcome.value.done}`, 303)
    }
    return c.html(await card(c, { ...kept, ...outcome.value.shown }))
  })
}

const verbs: Record<string, Verb> = {
  reveal: async (ctx, clientId) => ({ shown: { revealed: await revealClient(ctx, { clientId }) } }),
  edit: async (ctx, clientId, typed) => {
    const { number, ...fields } = clientFields(typed)
    await editClient(ctx, {
      clientId,
      ...fields,
      logoConsent: (typed.logoConsent ?? 'unknown') as 'unknown',
      logoConsentNote: typed.logoConsentNote ?? '',
      ...(number === '' ? {} : { number }),
    })
    return { done: 'client_saved' }
  },
  person: async (ctx, clientId, typed) => {
    await addClientContact(ctx, {
      clientId,
      name: typed.personName ?? '',
      role: (typed.role ?? '') as 'user',
      iin: typed.iin ?? '',
      phone: typed.phone ?? '',
      email: typed.email ?? '',
      basis: typed.basis ?? '',
      // To the end of that day in Astana.
      validUntil: typed.validUntil ? parseLocal(`${typed.validUntil}T23:59:59`) : null,
    })
    return { done: 'person_added' }
  },
  undoMerge: async (ctx, _, typed) => {
    await undoMerge(ctx, { mergeId: typed.mergeId ?? '' })
    return { done: 'merge_undone' }
  },
  endPerson: async (ctx, clientId, typed) => {
    await endClientContact(ctx, { clientId, contactId: typed.contactId ?? '' })
    return { done: 'person_ended' }
  },
  link: async (ctx, _, typed) => {
    const { token } = await createLink(ctx, { contactId: typed.contactId ?? '' })
    return { shown: { madeLink: token } }
  },
  unlink: async (ctx, _, typed) => {
    await unlinkTelegram(ctx, { identityId: typed.identityId ?? '' })
    return { done: 'unlinked' }
  },
  askChange: async (ctx, clientId, typed) => {
    await askTrustedChange(ctx, {
      clientId,
      contactId: typed.changeContactId ?? '',
      channel: (typed.channel ?? '') as 'phone',
      address: typed.address ?? '',
      ground: (typed.ground ?? '') as 'manual',
      reason: typed.reason ?? '',
    })
    return { done: 'change_asked' }
  },
  endChange: async (ctx, _, typed) => {
    const verdict = typed.verdict === 'confirm' ? 'confirm' : 'cancel'
    await endTrustedChange(ctx, {
      changeId: typed.changeId ?? '',
      verdict,
      override: typed.override ?? '',
    })
    return { done: `change_${verdict}` }
  },
  suspend: async (ctx, clientId, typed) => {
    const given = suspensionFields(clientId, typed)
    if (typed.step !== 'confirm') {
      requireRight(ctx, 'access.suspend')
      const scope = SuspendClientInput.parse(given)
      const at = scope.startsAt ?? ctx.now()
      return { shown: { preview: await previewSuspension(ctx.db, clientId, scope, at) } }
    }
    await suspendClient(ctx, given)
    return { done: 'suspended' }
  },
  lift: async (ctx, _, typed) => {
    await liftBreach(ctx, {
      suspensionId: typed.suspensionId ?? '',
      reason: typed.liftReason ?? '',
    })
    return { done: 'lifted' }
  },
  askResumption: async (ctx, clientId, typed) => {
    await askResumption(ctx, {
      clientId,
      contactId: typed.askContactId || null,
      channel: 'phone',
      note: typed.note ?? '',
      newSerial: typed.newSerial ?? '',
      receivedAt: ctx.now(),
    })
    return { done: 'resumption_asked' }
  },
  verify: async (ctx, _, typed) => {
    await verifyResumption(ctx, {
      resumptionId: typed.resumptionId ?? '',
      contactId: typed.verifyContactId ?? '',
      verification: (typed.verification ?? '') as 'in_person',
    })
    return { done: 'resumption_verified' }
  },
  endResumption: async (ctx, _, typed) => {
    const verdict = typed.verdict === 'approve' ? 'approve' : 'refuse'
    await endResumption(ctx, {
      resumptionId: typed.resumptionId ?? '',
      verdict,
      reason: typed.endReason ?? '',
    })
    return { done: `resumption_${verdict}` }
  },
}

function suspensionFields(clientId: string, typed: Typed): SuspendClientInput {
  const chosen = (prefix: string) =>
    Object.keys(typed).flatMap((name) =>
      name.startsWith(prefix) ? [name.slice(prefix.length)] : [],
    )
  const startsAt = typed.startsAt ? parseLocal(typed.startsAt) : null
  if (typed.startsAt && startsAt === null) throw new DomainError('invalid', 'timeMalformed')
  return {
    clientId,
    scope: (typed.scope ?? '') as 'platform',
    products: chosen('product:'),
    holderContactId: typed.holderContactId || null,
    keySerials: (typed.serials ?? '').split(/[,;\s]+/).filter((serial) => serial !== ''),
    codes: chosen('code:').filter((code) => breachCodes.includes(code)),
    text: typed.text ?? '',
    startsAt,
  }
}

async function card(c: Context<DeskEnv>, shown: Partial<CardProps>) {
  const { ctx, session, csrf } = c.var
  const page = await clientPage(ctx, c.req.param('id') ?? '')
  if (!page) throw new DomainError('not_found', 'clientNotFound')
  const { id } = page.client
  const props: CardProps = {
    vars: c.var,
    page,
    decision: await accessOf(ctx.db, id, {}, ctx.now()),
    suspensions: await suspensionHistory(ctx.db, id),
    resumptions: await resumptionsOf(ctx.db, id),
    products: await productList(ctx.db),
    tariffs: await tariffsOfClient(ctx.db, id),
    catalogue: await tariffList(ctx.db, ctx.now()),
    promotions: await promotionList(ctx.db),
    merges: await mergesOf(ctx.db, id),
    typed: {},
    errors: {},
    ...shown,
  }
  // Small forms have no place of their own for an error: it stands above the page.
  const first = Object.values(props.errors)[0]
  return (
    <DeskPage
      title={page.client.name}
      section="clients"
      session={session}
      csrf={csrf}
      done={c.req.query('done')}
      error={first ? errorText(first) : undefined}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <h1>
          {page.client.name} {page.client.drill ? <span class="badge">{words.drill}</span> : null}
        </h1>
        <Access {...props} />
        <Tariffs {...props} />
        <Facts {...props} />
        <Trusted {...props} />
        <People {...props} />
        <Merges {...props} />
        <History {...props} />
      </main>
    </DeskPage>
  )
}
