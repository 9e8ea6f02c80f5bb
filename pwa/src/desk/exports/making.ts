// Formats a list may leave in, and the bare path a browser fetches a file by.
import type { Export } from '../../wire/exports'

export const FORMATS = ['xlsx', 'csv', 'geojson', 'gpkg', 'shapefile', 'kml', 'parquet'] as const
export const LISTS = ['hazards', 'enterprises', 'notices', 'units', 'divisions'] as const
export type ExportList = (typeof LISTS)[number]

export const isUnfinished = ({ state }: Export): boolean => state === 'waiting' || state === 'making'

/** Let the browser fetch it: it names the file, shows its own progress, and holds nothing in memory. */
export function fetchFile({ file_url, file_name }: Export): void {
  if (file_url === null) return
  const link = document.createElement('a')
  link.href = file_url
  link.download = file_name ?? ''
  document.body.append(link)
  link.click()
  link.remove()
}
