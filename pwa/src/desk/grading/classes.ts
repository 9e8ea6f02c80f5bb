// The classes by which departments supervise, as the files name them.
export const CLASSES = ['industry', 'hazardous_chemicals', 'fireworks', 'construction', 'transport', 'commerce', 'crowded_place', 'other'] as const
