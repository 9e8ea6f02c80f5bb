// The file of the enterprise on this screen is fetched at once, so that it is still here when the signal is gone.
import { StoreError } from '../store/errors'
import { pullFile } from '../sync/files'
import { createClient } from '../wire/client'
import { personDb } from './usePerson'

export function useHeldFile(id: string): void {
  const db = personDb()
  void pullFile(db, createClient(db.personId), id, new Date()).catch((cause: unknown) => {
    if (!(cause instanceof StoreError)) throw cause // a full phone goes without
  })
}
