// What only the desk says, in Chinese: one file a subject.
import { zh as exports } from './exports.zh'
import { zh as files } from './files.zh'
import { zh as frame } from './frame.zh'
import { zh as hazards } from './hazards.zh'
import { zh as heat } from './heat.zh'
import { zh as proposal } from './proposal.zh'
import { zh as redraw } from './redraw.zh'
import { zh as rescue } from './rescue.zh'
import { zh as survey } from './survey.zh'
import { zh as town } from './town.zh'

export const zh = { ...frame, ...hazards, ...exports, ...files, ...town, ...heat, ...proposal, ...redraw, ...rescue, ...survey } as const
