// Special topics that enterprises are chosen by, as their files name them.
import { FILE_TOPICS } from './fileTables'

export const TAGS: readonly string[] = FILE_TOPICS.flatMap(({ tag }) => (tag === null ? [] : [tag]))
