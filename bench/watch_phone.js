// Writes down when a thing with a test id was first painted, and when one was last touched, by the page's own clock.
// Unit: ms since the navigation began.
(() => {
  const painted = new Map()
  const touched = new Map()
  const idOf = (node) => node?.closest?.('[data-testid]')?.dataset.testid
  const look = () => {
    for (const node of document.querySelectorAll('[data-testid]')) {
      const id = node.dataset.testid
      if (painted.has(id)) continue
      painted.set(id, null)
      // The frame after the one that draws it begins when it is on the screen.
      requestAnimationFrame(() => requestAnimationFrame(() => painted.set(id, performance.now())))
    }
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-testid'] })
  for (const kind of ['pointerup', 'change']) {
    addEventListener(kind, (event) => touched.set(idOf(event.target), performance.now()), { capture: true })
  }
  window.wanggePainted = async (id, since) => {
    while ((painted.get(id) ?? null) === null) await new Promise((again) => requestAnimationFrame(again))
    const from = since === null ? 0 : touched.get(since)
    if (from === undefined) throw new Error(`${since} was never touched`)
    return painted.get(id) - from
  }
})()
