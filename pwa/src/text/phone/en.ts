// What only the phone says, in English: one file a subject.
import { en as file } from './file.en'
import { en as frame } from './frame.en'
import { en as hazard } from './hazard.en'
import { en as inbox } from './inbox.en'
import { en as inspections } from './inspections.en'
import { en as models } from './models.en'
import { en as notice } from './notice.en'
import { en as offices } from './offices.en'
import { en as own } from './own.en'
import { en as register } from './register.en'
import { en as report } from './report.en'
import { en as treat } from './treat.en'
import { en as visit } from './visit.en'

export const en = { ...frame, ...file, ...visit, ...hazard, ...inbox, ...inspections, ...models, ...notice, ...own, ...register, ...treat, ...self, ...report, ...offices } as const
import { en as self } from './self.en'

