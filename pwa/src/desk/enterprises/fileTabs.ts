// The sheets of one enterprise's file, as they stand in the address.
export type FileTab = 'base' | 'special' | 'people' | 'papers' | 'told' | 'work' | 'history'
export const FILE_TABS: readonly FileTab[] = ['base', 'special', 'people', 'papers', 'told', 'work', 'history']
