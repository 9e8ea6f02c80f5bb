// The north arrow beside the scale bar. The map never turns, so it is a sign and no button.
import type { IControl } from 'maplibre-gl'

const SVG = 'http://www.w3.org/2000/svg'

export class NorthArrow implements IControl {
  private element: HTMLElement | null = null

  constructor(private readonly title: string) {}

  onAdd(): HTMLElement {
    const box = document.createElement('div')
    box.className = 'maplibregl-ctrl north-arrow'
    box.setAttribute('role', 'img')
    box.setAttribute('aria-label', this.title)
    const drawing = document.createElementNS(SVG, 'svg')
    for (const [name, value] of [['viewBox', '0 0 16 30'], ['width', '14'], ['height', '26']] as const) drawing.setAttribute(name, value)
    drawing.append(path('M8 0 13 15 8 12Z', 'dark'), path('M8 0 3 15 8 12Z', 'light'), path('M4.5 29V20h1l5 6.6V20h1v9h-1l-5-6.6V29Z', 'dark'))
    box.append(drawing)
    this.element = box
    return box
  }

  onRemove(): void {
    this.element?.remove()
  }
}

function path(shape: string, tone: string): SVGPathElement {
  const drawn = document.createElementNS(SVG, 'path')
  drawn.setAttribute('d', shape)
  drawn.setAttribute('class', tone)
  return drawn
}
