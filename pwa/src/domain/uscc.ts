// The unified social credit code and its check digit. Source: GB 32100-2015, clauses 5 and 6.
const DIGITS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const
const LENGTH = 18

/** As it is kept: no spaces, capital letters. */
export function trimUscc(typed: string): string {
  return typed.replace(/\s/g, '').toUpperCase()
}

/** What is wrong with a code: too short or long, letters it cannot have, or a digit that does not fit; null when it is right. */
export function usccFault(code: string): 'length' | 'letters' | 'check' | null {
  if (code.length !== LENGTH) return 'length'
  const values = [...code].map((letter) => DIGITS.indexOf(letter))
  if (values.includes(-1)) return 'letters'
  const sum = WEIGHTS.reduce((total, weight, n) => total + weight * (values[n] ?? 0), 0)
  return (DIGITS.length - (sum % DIGITS.length)) % DIGITS.length === values[LENGTH - 1] ? null : 'check'
}
