// Whether the hand is a finger: it covers what it points at, so reach and snapping are 44 px across.

export function isCoarse(): boolean {
  return typeof matchMedia === 'function' && matchMedia('(pointer: coarse)').matches
}
