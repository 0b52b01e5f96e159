import { afterEach, beforeEach, expect, test } from 'vitest'
import { actingAs, type Ctx } from '../../src/context.ts'
import { changeAnnouncement } from '../../src/incidents/change-announcement.ts'
import { publishAnnouncement } from '../../src/incidents/publish-announcement.ts'
import { runningWorks, statusBoard } from '../../src/incidents/queries.ts'
import { buildStaff, type Desk, signedIn, startDesk, Visitor } from '../admin/desk.ts'

let desk: Desk
let engineer: Ctx
beforeEach(async () => {
  desk = await startDesk()
  const { staffId } = await buildStaff(desk.ctx, 'engineer')
  engineer = actingAs(desk.ctx, { kind: 'staff', staffId, role: 'engineer' })
})
afterEach(() => desk.close())

const works = {
  kind: 'technical',
  startsAt: '2026-11-23T09:00',
  endsAt: '2026-11-23T12:00',
  titleRu: 'Обновление <сервера>',
  titleKk: 'Серверді жаңарту',
  textRu: 'Подписание может отвечать дольше.',
} as const

test('works stand on the page and in the feed while they last, then in the history', async () => {
  await publishAnnouncement(engineer, works)
  await publishAnnouncement(engineer, {
    ...works,
    kind: 'holiday',
    startsAt: '2026-12-16T00:00',
    endsAt: '',
    titleRu: 'Праздник',
  })
  const board = await statusBoard(desk.db, desk.clock.now())
  expect(board.now.map(({ titleRu }) => titleRu)).toEqual(['Обновление <сервера>'])
  expect(board.coming.map(({ titleRu }) => titleRu)).toEqual(['Праздник'])
  const guest = new Visitor(desk.app)
  const page = await (await guest.get('/status?lang=kk')).text()
  expect(page).toContain('Серверді жаңарту')
  expect(page).toContain('(Астана уақыты)')
  const feed = await guest.get('/status.atom?lang=ru')
  expect(feed.headers.get('content-type')).toContain('application/atom+xml')
  expect(await feed.text()).toContain('Технические работы: Обновление &lt;сервера&gt;')
  desk.clock.set('2026-11-23T08:00:00Z')
  expect(await runningWorks(desk.db, desk.clock.now())).toEqual([])
  expect((await statusBoard(desk.db, desk.clock.now())).past).toHaveLength(1)
})

test('works that take longer are extended, ended and withdrawn, each once', async () => {
  const id = await publishAnnouncement(engineer, works)
  await changeAnnouncement(engineer, { change: 'move_end', id, endsAt: '2026-11-23T15:00' })
  desk.clock.set('2026-11-23T08:00:00Z')
  expect(await runningWorks(desk.db, desk.clock.now())).toHaveLength(1)
  await changeAnnouncement(engineer, { change: 'finish', id })
  await expect(changeAnnouncement(engineer, { change: 'withdraw', id })).rejects.toMatchObject({
    key: 'announcementOver',
  })
})

test('an operator reads, an engineer publishes; a wrong end comes back with what was typed', async () => {
  await buildStaff(desk.ctx, 'operator')
  const operator = await signedIn(desk, 'operator@kense.app')
  expect((await operator.post('/desk/announcements', works)).status).toBe(403)
  const visitor = await signedIn(desk, 'engineer@kense.app')
  await visitor.get('/desk/announcements')
  const bad = await visitor.post('/desk/announcements', { ...works, endsAt: '2026-11-22T10:00' })
  expect(bad.status).toBe(422)
  expect(await bad.text()).toContain('Серверді жаңарту')
  expect((await visitor.post('/desk/announcements', { ...works, endsAt: '' })).status).toBe(303)
  expect(await (await visitor.get('/desk/announcements')).text()).toContain('Закончено')
})
