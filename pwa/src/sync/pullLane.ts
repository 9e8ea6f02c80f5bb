// The pull lane, in its order: what changed in the area, proof of what was sent, and last, since they are large and can
// wait, the files of enterprises and the map of streets.
import { readStanding } from '../store/area'
import { clearOld } from '../store/outboxKeeping'
import type { PersonDb } from '../store/db'
import type { Client } from '../wire/client'
import { done, type LaneRun } from './lane'
import { pullFiles } from './files'
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
  if (compared.trouble !== null || compared.isOwing === true) return compared
  const filed = (await readStanding(db)).carriesFiles ? await pullFiles(db, client, now) : done(0)
  const mapped = await pullMapPack(db, client, now)
  return { ...mapped, did: filed.did + mapped.did, dueAt: earlier(filed.dueAt, mapped.dueAt) }
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other)
}
