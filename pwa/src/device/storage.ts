// Room on the phone: asks the browser to keep our data, and says when there is too little left for photos.

export interface StorageState {
  /** The browser promised not to clear our data by itself. */
  readonly isPersistent: boolean
  readonly usedBytes: number | null
  readonly freeBytes: number | null
}

/** Below this a photo is not taken, so that the records themselves always fit. */
export const ROOM_FOR_PHOTOS_BYTES = 200 * 1024 * 1024

export async function storageState(): Promise<StorageState> {
  if (!('storage' in navigator)) return { isPersistent: false, usedBytes: null, freeBytes: null }
  const [isPersistent, estimate] = await Promise.all([navigator.storage.persisted(), navigator.storage.estimate()])
  const { usage, quota } = estimate
  const freeBytes = usage === undefined || quota === undefined ? null : Math.max(0, quota - usage)
  return { isPersistent, usedBytes: usage ?? null, freeBytes }
}

/** Ask for lasting storage; a browser may refuse and decide otherwise later. */
export async function askToPersist(): Promise<boolean> {
  return 'storage' in navigator ? await navigator.storage.persist() : false
}

/** Whether a photo may be taken. A browser that does not tell is given the benefit of the doubt. */
export function hasRoomForPhoto({ freeBytes }: StorageState): boolean {
  return freeBytes === null || freeBytes >= ROOM_FOR_PHOTOS_BYTES
}
