// Where a map finds the pack of this phone: the phone's frame provides it, the desk has none.
import type { InjectionKey } from 'vue'
import type { StoredPack } from '../store/mapPack'

export const STORED_PACK: InjectionKey<() => Promise<StoredPack | null>> = Symbol('stored map pack')
