// What only the desk says, in English: one file a subject.
import { en as exports } from './exports.en'
import { en as files } from './files.en'
import { en as frame } from './frame.en'
import { en as hazards } from './hazards.en'
import { en as heat } from './heat.en'
import { en as proposal } from './proposal.en'
import { en as redraw } from './redraw.en'
import { en as rescue } from './rescue.en'
import { en as survey } from './survey.en'
import { en as town } from './town.en'

export const en = { ...frame, ...hazards, ...exports, ...files, ...town, ...heat, ...proposal, ...redraw, ...rescue, ...survey } as const
