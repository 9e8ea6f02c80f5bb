// What a person knows their own devices by.

/** Android calls itself Linux too, so it comes first. */
const SYSTEMS = ['Windows', 'Android', 'iPhone', 'Macintosh', 'Linux']

/** "Chrome 156 · Windows", out of what a browser says of itself; its first words when they say neither. */
export function browserName(userAgent: string): string {
  const browser = /(Edg|Firefox|Chrome|Version)\/(\d+)/.exec(userAgent)
  const system = SYSTEMS.find((each) => userAgent.includes(each)) ?? ''
  const maker = browser?.[1] === 'Version' ? 'Safari' : (browser?.[1] ?? '')
  const name = browser === null ? userAgent.slice(0, 40) : `${maker} ${browser[2] ?? ''}`
  return [name, system].filter((part) => part !== '').join(' · ')
}
