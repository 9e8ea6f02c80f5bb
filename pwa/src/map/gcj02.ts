// Where a place stands on the shifted maps of China (GCJ-02: Amap, Tencent). The same formula as gis/gcj02.py; both
// are held to tests/scenarios/gcj02.json. Source: the published approximation; the authority's own text is not public.

const A = 6_378_245
const E2 = 0.00669342162296594323
const [WEST, EAST, SOUTH, NORTH] = [72.004, 137.8347, 0.8293, 55.8271]

export type LonLat = readonly [lon: number, lat: number]

/** WGS-84 degrees to GCJ-02; outside the box around China nothing moves. Error: agrees with gis/gcj02.py to 1e-9 degrees. */
export function toGcj02([lon, lat]: LonLat): LonLat {
  if (lon < WEST || lon > EAST || lat < SOUTH || lat > NORTH) return [lon, lat]
  const [x, y] = [lon - 105, lat - 35]
  const phi = (lat * Math.PI) / 180
  const magic = 1 - E2 * Math.sin(phi) ** 2
  const perNorth = (((A * (1 - E2)) / (magic * Math.sqrt(magic))) * Math.PI) / 180
  const perEast = ((A / Math.sqrt(magic)) * Math.cos(phi) * Math.PI) / 180
  return [lon + eastward(x, y) / perEast, lat + northward(x, y) / perNorth]
}

/** Metres. */
function eastward(x: number, y: number): number {
  const even = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x))
  return even + short(x) + waves(x, [20, 1], [40, 3]) + waves(x, [150, 12], [300, 30])
}

function northward(x: number, y: number): number {
  const even = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x))
  return even + short(x) + waves(y, [20, 1], [40, 3]) + waves(y, [160, 12], [320, 30])
}

function short(x: number): number {
  return ((20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2) / 3
}

function waves(at: number, ...parts: (readonly [height: number, length: number])[]): number {
  return (parts.reduce((sum, [height, length]) => sum + height * Math.sin((at / length) * Math.PI), 0) * 2) / 3
}
