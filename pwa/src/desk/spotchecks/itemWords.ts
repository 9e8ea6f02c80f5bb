// What an enterprise said of an item, in words: an answer of a self-check, or the state of a hazard when it was drawn.
import { tOf } from '../../text/text'
import type { SpotItem } from '../../wire/spotCheck'

export function saidWord({ kind, said }: SpotItem): string {
  return kind === 'answer' ? tOf('desk.spotcheck.said', said) : tOf('hazard.state', said)
}
