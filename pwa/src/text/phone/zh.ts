// What only the phone says, in Chinese: one file a subject.
import { zh as file } from './file.zh'
import { zh as frame } from './frame.zh'
import { zh as hazard } from './hazard.zh'
import { zh as inbox } from './inbox.zh'
import { zh as inspections } from './inspections.zh'
import { zh as models } from './models.zh'
import { zh as notice } from './notice.zh'
import { zh as offices } from './offices.zh'
import { zh as own } from './own.zh'
import { zh as register } from './register.zh'
import { zh as report } from './report.zh'
import { zh as treat } from './treat.zh'
import { zh as visit } from './visit.zh'

export const zh = { ...frame, ...file, ...visit, ...hazard, ...inbox, ...inspections, ...models, ...notice, ...own, ...register, ...treat, ...self, ...report, ...offices } as const
import { zh as self } from './self.zh'

