// The keys of the bench. While somebody types into a field its own keys go first.
export interface KeyTold {
  readonly undo: () => void
  readonly redo: () => void
  readonly cancel: () => void
  /** Ends a line, or does the whole edit. */
  readonly end: () => void
  /** Takes the last point of a line off. */
  readonly back: () => void
}

export function useKeys(told: KeyTold): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.defaultPrevented || isTyping(event)) return
    const does = keyOf(event)
    if (does === null) return
    event.preventDefault()
    told[does]()
  }
}

export function keyOf({ key, ctrlKey, metaKey, shiftKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey'>): keyof KeyTold | null {
  if (ctrlKey || metaKey) {
    if (key.toLowerCase() === 'z') return shiftKey ? 'redo' : 'undo'
    return key.toLowerCase() === 'y' ? 'redo' : null
  }
  if (key === 'Escape') return 'cancel'
  if (key === 'Enter') return 'end'
  return key === 'Backspace' ? 'back' : null
}

function isTyping({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (key === 'Enter' && target.closest('button, a') !== null) return true // the press of a focused button
  return target.closest('input, textarea, [contenteditable], [role=dialog]') !== null
}
