// The lanes of a notice opened by its link: the same acts and photos, through the door of that one notice, and a pull
// of that notice alone.
import { applyPack } from '../store/area'
import type { PersonDb } from '../store/db'
import { deviceId } from '../store/meta'
import { confirmActs, receivedActs } from '../store/outboxKeeping'
import { settlePhotos, takenPhotos } from '../store/reconcile'
import { PERSON_HEADER, browserSend, type Client, type Send } from '../wire/client'
import { linkDoor, readLinkPack } from '../wire/link'
import { createActsLane } from './acts'
import { done, stopped, type LaneRun } from './lane'
import type { Lanes } from './loop'
import { sendPhotos } from './photos'

const API = '/api/v1/'

/** Sends what the lanes address to the API through the door of one notice. */
export function linkSend(token: string, send: Send = browserSend): Send {
  const door = linkDoor(token)
  return (url, init) => {
    const headers = new Headers(init.headers)
    headers.delete(PERSON_HEADER) // a link speaks for nobody, whoever's cookie this browser holds
    const isOwn = url.startsWith(API) && !url.startsWith(door)
    return send(isOwn ? `${door}/${url.slice(API.length)}` : url, { ...init, headers })
  }
}

export async function linkLanes(db: PersonDb, token: string, client: Client, now: () => Date): Promise<Lanes> {
  const acts = createActsLane(db, client, await deviceId(db), now)
  return {
    acts: () => acts.run(),
    photos: () => sendPhotos(db, client, now),
    pull: () => pullNotice(db, token, client, now),
  }
}

async function pullNotice(db: PersonDb, token: string, client: Client, now: () => Date): Promise<LaneRun> {
  const [received, taken] = [await receivedActs(db), await takenPhotos(db)]
  const answer = await client.get(linkDoor(token), (body) => readLinkPack(body, now().toISOString()))
  if (!answer.ok) return stopped(0, answer)
  await applyPack(db, answer.body.pack, now())
  await confirmActs(db, received.map(({ id }) => id), now())
  const lost = await settlePhotos(db, taken, answer.body.owed, now())
  return { ...done(1), isOwing: lost > 0 }
}
