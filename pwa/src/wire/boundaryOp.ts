// An edit of boundaries, as it travels inside `edit-redraw`.
import type { EditRedraw } from './commands'

export type BoundaryOp = EditRedraw['op']
