// The pull lane, in its order: what changed in the area, proof of what was sent, and last, since it is large and can
// wait, the map of streets.
import { clearOld } from '../store/outboxKeeping'
import type { PersonDb } from '../store/db'
import type { Client } from '../wire/client'
import type { LaneRun } from './lane'
import { pullMapPack } from './mapPack'
import { pullArea } from './pull'
import { reconcile } from './reconcile'
import { registerKey } from './rescue'

export async function pullEverything(
  db: PersonDb,
  client: Client,
  device: string,
  now: () => Date,
  onServerTime?: (serverTime: string, askedAt: Date) => void,
): Promise<LaneRun> {
  const pulled = await pullArea(db, client, now, onServerTime)
  if (pulled.trouble !== null) return pulled
  await clearOld(db, now())
  await registerKey(db, client, device)
  const compared = await reconcile(db, client, device, now)
  return compared.trouble === null && compared.isOwing !== true ? await pullMapPack(db, client, now) : compared
}
