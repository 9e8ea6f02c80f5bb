// Names shared by the page and the service worker, so that signing out can forget what belongs to a person.

/** Map tiles: cut to one person's area, so they go when that person does. */
export const TILE_CACHE = 'wangge-tiles'

/** Small photos of one person's area, for looking at earlier findings without network. They go with the person too. */
export const THUMB_CACHE = 'wangge-thumbs'

/** Model enterprises that were looked at, for reading without network. They go with the person too. */
export const MODELS_CACHE = 'wangge-models'

/** The background map: the same for everybody. */
export const BASEMAP_CACHE = 'wangge-basemap'

/** What the page tells a waiting worker when the person accepts the new version. */
export const TAKE_OVER = 'wangge-take-over'
