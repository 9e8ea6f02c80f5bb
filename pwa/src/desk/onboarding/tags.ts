// Special topics that a phase may ask for, as files name them.
import { FILE_TOPICS } from '../../domain/fileTables'

export const TAGS: readonly string[] = FILE_TOPICS.flatMap(({ tag }) => (tag === null ? [] : [tag]))
