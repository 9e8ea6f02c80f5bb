// What only the desk says, in Chinese: one file a subject.
import { zh as enterpriseFiles } from './enterpriseFiles.zh'
import { zh as exports } from './exports.zh'
import { zh as figures } from './figures.zh'
import { zh as files } from './files.zh'
import { zh as frame } from './frame.zh'
import { zh as grading } from './grading.zh'
import { zh as hazards } from './hazards.zh'
import { zh as heat } from './heat.zh'
import { zh as life } from './life.zh'
import { zh as onboarding } from './onboarding.zh'
import { zh as lists } from './lists.zh'
import { zh as proposal } from './proposal.zh'
import { zh as quality } from './quality.zh'
import { zh as redraw } from './redraw.zh'
import { zh as rescue } from './rescue.zh'
import { zh as selfchecks } from './selfchecks.zh'
import { zh as spotchecks } from './spotchecks.zh'
import { zh as standards } from './standards.zh'
import { zh as town } from './town.zh'

export const zh = { ...frame, ...hazards, ...exports, ...figures, ...files, ...town, ...heat, ...onboarding, ...proposal, ...quality, ...redraw, ...rescue, ...enterpriseFiles, ...life, ...grading, ...selfchecks, ...standards, ...survey, ...lists, ...spotchecks } as const
import { zh as survey } from './survey.zh'

