// What only the phone says, in Chinese: one file a subject.
import { zh as frame } from './frame.zh'
import { zh as hazard } from './hazard.zh'
import { zh as notice } from './notice.zh'
import { zh as self } from './self.zh'
import { zh as visit } from './visit.zh'

export const zh = { ...frame, ...visit, ...hazard, ...notice, ...self } as const
