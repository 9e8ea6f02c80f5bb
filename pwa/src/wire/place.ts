// A position as the device gave it, and a moment.

/** UTC, ISO 8601 with milliseconds. */
export type Moment = string

/** WGS-84 degrees; `radius_m` is the 68 % error radius; `age_s` how old the fix was when it was used. */
export interface Fix {
  readonly lon: number
  readonly lat: number
  readonly radius_m: number
  readonly age_s: number
  readonly method: 'gps' | 'map' | 'qr'
}
