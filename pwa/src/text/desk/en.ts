// What only the desk says, in English: one file a subject.
import { en as enterpriseFiles } from './enterpriseFiles.en'
import { en as exports } from './exports.en'
import { en as figures } from './figures.en'
import { en as files } from './files.en'
import { en as frame } from './frame.en'
import { en as grading } from './grading.en'
import { en as hazards } from './hazards.en'
import { en as heat } from './heat.en'
import { en as life } from './life.en'
import { en as onboarding } from './onboarding.en'
import { en as lists } from './lists.en'
import { en as proposal } from './proposal.en'
import { en as quality } from './quality.en'
import { en as redraw } from './redraw.en'
import { en as rescue } from './rescue.en'
import { en as selfchecks } from './selfchecks.en'
import { en as spotchecks } from './spotchecks.en'
import { en as standards } from './standards.en'
import { en as town } from './town.en'

export const en = { ...frame, ...hazards, ...exports, ...figures, ...files, ...town, ...heat, ...onboarding, ...proposal, ...quality, ...redraw, ...rescue, ...enterpriseFiles, ...life, ...grading, ...selfchecks, ...standards, ...survey, ...lists, ...spotchecks } as const
import { en as survey } from './survey.en'

