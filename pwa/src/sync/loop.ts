// Keeps three lanes going: acts, photos, pull. It wakes on start, when the page comes back, on `online`, every
// minute while visible and by the button. One drainer per lane in the whole browser. Knows nothing of Vue.
import { hurryActs, unsentCount } from '../store/outbox'
import type { PersonDb } from '../store/db'
import type { DeviceDb } from '../store/deviceDb'
import { StoreError } from '../store/errors'
import { deviceId } from '../store/meta'
import { retryPhotos } from '../store/photos'
import { browserSend, createClient, type Client, type Send } from '../wire/client'
import { createActsLane } from './acts'
import { backOffMs, done, halted, stoppedBy, type LaneRun, type LaneTrouble } from './lane'
import type { Page } from './page'
import { sendPhotos } from './photos'
import { pullEverything } from './pullLane'
import { checkSession, type SessionCheck } from './session'

export type LaneName = 'acts' | 'photos' | 'pull'

export interface LaneStatus {
  readonly isRunning: boolean
  readonly trouble: LaneTrouble | null
  readonly said: string | null
  /** When it tries again by itself, milliseconds since 1970; null when it waits for an event. */
  readonly retryAt: number | null
  /** Last run without trouble, UTC. */
  readonly doneAt: string | null
}

export type SyncStatus = Readonly<Record<LaneName, LaneStatus>>

export type Lanes = Readonly<Record<LaneName, () => Promise<LaneRun>>>

export interface SyncOptions {
  readonly db: PersonDb
  readonly device: DeviceDb
  readonly page: Page
  readonly now?: () => Date
  readonly send?: Send
  readonly onServerTime?: (serverTime: string, askedAt: Date) => void
  /** Other lanes than those of a signed-in person, such as those of a notice's link. */
  readonly lanes?: (client: Client, now: () => Date) => Promise<Lanes>
}

export interface SyncLoop {
  start: () => void
  stop: () => void
  /** Run all lanes now; resolves when they have come to rest. `byPerson` also ends waits and retries refused photos. */
  wake: (byPerson?: boolean) => Promise<void>
  status: () => SyncStatus
  /** Call back on every change of status; returns how to stop. */
  watch: (told: (status: SyncStatus) => void) => () => void
}

/** Another tab has the lane; look again soon whether it has left anything. */
const ELSEWHERE_MS = 5_000
const SHORTEST_MS = 1_000

const IDLE: LaneStatus = { isRunning: false, trouble: null, said: null, retryAt: null, doneAt: null }

export function createSyncLoop({
  db,
  device,
  page,
  now = () => new Date(),
  send = browserSend,
  onServerTime,
  lanes: otherLanes,
}: SyncOptions): SyncLoop {
  const client = createClient(db.personId, sendWhileRunning)
  const watchers = new Set<(status: SyncStatus) => void>()
  const tries: Record<LaneName, number> = { acts: 0, photos: 0, pull: 0 }
  const timers = new Map<LaneName, () => void>()
  const running = new Map<LaneName, Promise<number>>()
  const wanted = new Set<LaneName>()
  let status: SyncStatus = { acts: IDLE, photos: IDLE, pull: IDLE }
  let lanes: Promise<Lanes> | null = null
  let session: Promise<SessionCheck> | null = null
  let stops: (() => void)[] = []
  let isStopped = false

  /** A stopped loop sends nothing more: the cookie may already be another person's. */
  function sendWhileRunning(url: string, init: RequestInit): Promise<Response> {
    return isStopped ? Promise.reject(new TypeError('The sync was stopped')) : send(url, init)
  }

  async function makeLanes(): Promise<Lanes> {
    const own = await deviceId(db)
    const acts = createActsLane(db, client, own, now, onServerTime)
    return {
      acts: () => guardedBySession(() => acts.run()),
      photos: () => guardedBySession(() => sendPhotos(db, client, now)),
      pull: () => pullEverything(db, client, own, now, onServerTime),
    }
  }

  async function guardedBySession(run: () => Promise<LaneRun>): Promise<LaneRun> {
    if ((await unsentCount(db)) === 0) return done(0)
    // Both sending lanes of one wake ask once whose cookie this is.
    session ??= checkSession(device, db.personId, now(), send)
    const halt = stoppedBy(await session)
    return halt ?? (await run())
  }

  /** A lane asked for while it runs runs once more: what came after it looked must not wait for the next minute. */
  function runLane(name: LaneName): Promise<number> {
    if (isStopped) return Promise.resolve(0)
    const current = running.get(name)
    if (current !== undefined) {
      wanted.add(name)
      return current
    }
    const run = runUntilQuiet(name)
    running.set(name, run)
    return run
  }

  async function runUntilQuiet(name: LaneName): Promise<number> {
    let did = 0
    try {
      do {
        wanted.delete(name)
        did += await runOnce(name)
      } while (wanted.has(name) && !isStopped)
    } finally {
      running.delete(name)
    }
    return did
  }

  async function runOnce(name: LaneName): Promise<number> {
    cancelTimer(name)
    const run = await page.alone(`wangge-${name}-${db.personId}`, async () => {
      tell(name, { ...status[name], isRunning: true })
      try {
        const own = await attempt(async () => (await laneOf(name))())
        settle(name, own)
        return own
      } catch (defect) {
        settle(name, halted('store')) // a defect comes out, but the lane lives on and tries again
        throw defect
      }
    })
    if (run === null) arm(name, ELSEWHERE_MS)
    if (run?.isOwing === true) void Promise.all([runLane('acts'), runLane('photos')])
    return run?.did ?? 0
  }

  async function laneOf(name: LaneName): Promise<() => Promise<LaneRun>> {
    lanes ??= otherLanes === undefined ? makeLanes() : otherLanes(client, now)
    try {
      return (await lanes)[name]
    } catch (cause) {
      lanes = null
      throw cause
    }
  }

  function settle(name: LaneName, run: LaneRun): void {
    if (run.trouble === null) {
      tries[name] = 0
      tell(name, { ...IDLE, doneAt: now().toISOString(), retryAt: run.dueAt })
      if (run.dueAt !== null) arm(name, Math.max(SHORTEST_MS, run.dueAt - now().getTime()))
      return
    }
    const waitsForPerson = run.trouble === 'signed-out' || run.trouble === 'other-person'
    const waitMs = Math.max(backOffMs(tries[name]), (run.retryAfterS ?? 0) * 1000)
    tries[name] += 1
    const retryAt = waitsForPerson ? null : now().getTime() + waitMs
    tell(name, { ...status[name], isRunning: false, trouble: run.trouble, said: run.said, retryAt })
    if (retryAt !== null) arm(name, waitMs)
  }

  function arm(name: LaneName, ms: number): void {
    cancelTimer(name)
    if (!isStopped) timers.set(name, page.later(() => void retry(name), ms))
  }

  function retry(name: LaneName): Promise<number> {
    session = null
    return runLane(name)
  }

  async function wake(byPerson = false): Promise<void> {
    if (isStopped) return
    if (byPerson) await attempt(() => hurry().then(() => done(0)))
    tries.acts = tries.photos = tries.pull = 0
    session = null
    const pulled = runLane('pull')
    const photos = runLane('photos')
    // A pull after the acts shows what they did; no lane waits for another to begin.
    const sent = runLane('acts').then((did) => (did > 0 ? pulled.then(() => runLane('pull')) : 0))
    await Promise.all([pulled, photos, sent])
  }

  async function hurry(): Promise<void> {
    await hurryActs(db)
    await retryPhotos(db, now())
  }

  function cancelTimer(name: LaneName): void {
    timers.get(name)?.()
    timers.delete(name)
  }

  function tell(name: LaneName, next: LaneStatus): void {
    status = { ...status, [name]: next }
    watchers.forEach((told) => {
      told(status)
    })
  }

  return {
    start: () => {
      stops = [page.onWake(() => void wake())]
      void wake()
    },
    stop: () => {
      isStopped = true
      stops.forEach((end) => {
        end()
      })
      ;[...timers.keys()].forEach(cancelTimer)
    },
    wake,
    status: () => status,
    watch: (told) => {
      watchers.add(told)
      return () => watchers.delete(told)
    },
  }
}

/** A full or closed database stops a lane as trouble to be shown; every other error is a defect and comes out. */
async function attempt(run: () => Promise<LaneRun>): Promise<LaneRun> {
  try {
    return await run()
  } catch (cause) {
    if (!(cause instanceof StoreError)) throw cause
    return halted('store', cause.problem)
  }
}
