// The 24 classes of hazards, basic management (B) and on site (S), and which of them a description sounds like.
// Source: docs/rules.md 2.8 (national guide of 2012).

export const MANAGEMENT = ['B01', 'B02', 'B03', 'B04', 'B05', 'B06', 'B07', 'B08', 'B09', 'B10', 'B11', 'B12', 'B13'] as const
export const ON_SITE = ['S01', 'S02', 'S03', 'S04', 'S05', 'S06', 'S07', 'S08', 'S09', 'S10', 'S11'] as const
export const CATEGORIES: readonly string[] = [...MANAGEMENT, ...ON_SITE]

const MOST = 3

/** The classes whose words occur in a description, most hits first. `wordsOf` gives a class its words, by comma or 、. */
export function suggestCategories(description: string, wordsOf: (category: string) => string): string[] {
  const said = description.toLowerCase()
  return CATEGORIES.map((category) => ({ category, hits: hits(said, wordsOf(category)) }))
    .filter((each) => each.hits > 0)
    .sort((a, b) => b.hits - a.hits)
    .slice(0, MOST)
    .map(({ category }) => category)
}

function hits(said: string, words: string): number {
  return words
    .toLowerCase()
    .split(/[、,，]\s*/)
    .filter((word) => word !== '' && said.includes(word)).length
}
