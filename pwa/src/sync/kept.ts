// An inspector's phone holds the enterprises of the work; any other one of the district is found online and kept here
// for thirty days.
import { addRows } from '../store/area'
import type { PersonDb } from '../store/db'
import { readAdded } from '../wire/area'
import type { Answer, Client } from '../wire/client'
import { enterpriseOf, type Enterprise } from '../wire/enterprise'
import { fieldsOf, list } from '../wire/read'

const MOST = 20

/** Look for a name, an address or a credit code among everything the person may see. */
export function findEnterprises(client: Client, typed: string): Promise<Answer<Enterprise[]>> {
  const path = `/api/v1/enterprises?q=${encodeURIComponent(typed.trim())}&limit=${MOST}`
  return client.get(path, (body) => (Array.isArray(fieldsOf(body)['items']) ? list(fieldsOf(body), 'items', enterpriseOf) : null))
}

/** Take an enterprise onto the phone with its hazards and notices; it is there when this resolves well. */
export async function keepEnterprise(db: PersonDb, client: Client, id: string, now: Date): Promise<Answer<unknown>> {
  const answer = await client.post('/api/v1/kept', JSON.stringify({ enterprise: id }), readAdded)
  if (answer.ok) await addRows(db, answer.body, now)
  return answer
}
