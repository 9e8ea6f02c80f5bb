// Draws the signs of the map on a canvas: hazard states as shapes, grades as filled discs, hatching for what is
// not graded and for what is not sent yet.
import { GRADE_COLOURS, STATE_SIGNS, type Shape } from './palette'

export interface Sign {
  readonly name: string
  readonly image: ImageData
  readonly pixelRatio: number
}

const RATIO = 2
type Pen = OffscreenCanvasRenderingContext2D

/** Every image the layers name. */
export function signs(): Sign[] {
  const states = Object.entries(STATE_SIGNS).flatMap(([state, { colour, shape }]) => [
    draw(`state-${state}`, 26, (pen) => {
      drawShape(pen, 26, shape, colour, false)
    }),
    draw(`state-${state}-major`, 34, (pen) => {
      drawShape(pen, 34, shape, colour, true)
    }),
  ])
  const grades = Object.entries(GRADE_COLOURS).map(([grade, colour]) =>
    draw(`grade-${grade}`, 20, (pen) => {
      drawGrade(pen, 20, colour, grade === 'none')
    }),
  )
  return [
    ...states,
    ...grades,
    draw('hatch', 8, (pen) => {
      hatch(pen, 8, '#14181f', 1)
    }),
    draw('hatch-none', 8, (pen) => {
      hatch(pen, 8, GRADE_COLOURS.none, 1.4)
    }),
    draw('hatch-small', 8, (pen) => {
      pen.fillStyle = '#f4f6f8'
      pen.fillRect(0, 0, 8, 8)
      hatch(pen, 8, '#7d8692', 1)
    }),
    draw('dots-unvisited', 6, (pen) => {
      pen.fillStyle = '#ffffff'
      pen.fillRect(0, 0, 6, 6)
      pen.beginPath()
      pen.arc(3, 3, 1.1, 0, 2 * Math.PI)
      pen.fillStyle = '#3d4753'
      pen.fill()
    }),
    draw('pending', 40, (pen) => {
      dashedRing(pen, 40)
    }),
    draw('rough', 34, (pen) => {
      roughDisc(pen, 34)
    }),
  ]
}

function draw(name: string, size: number, paint: (pen: Pen) => void): Sign {
  const pen = new OffscreenCanvas(size * RATIO, size * RATIO).getContext('2d')
  if (pen === null) throw new Error('The browser gave no canvas to draw the map signs on')
  pen.scale(RATIO, RATIO)
  paint(pen)
  return { name, image: pen.getImageData(0, 0, size * RATIO, size * RATIO), pixelRatio: RATIO }
}

function drawShape(pen: Pen, size: number, shape: Shape, colour: string, isMajor: boolean): void {
  const middle = size / 2
  const reach = isMajor ? 9 : 9.5
  if (isMajor) {
    disc(pen, middle, middle - 1.5, '#ffffff')
    pen.lineWidth = 2.5
    pen.strokeStyle = colour
    pen.stroke()
  }
  outline(pen, shape, middle, reach)
  pen.fillStyle = shape === 'ring' ? '#ffffff' : colour
  pen.fill()
  pen.lineWidth = shape === 'ring' ? 4 : 1.5
  pen.strokeStyle = shape === 'ring' ? colour : '#ffffff'
  pen.stroke()
  if (shape === 'tick' || shape === 'cross') mark(pen, shape, middle)
}

function outline(pen: Pen, shape: Shape, c: number, r: number): void {
  const polygon = (corners: number, turn: number) => {
    pen.beginPath()
    for (let corner = 0; corner < corners; corner += 1) {
      const angle = turn + (corner / corners) * 2 * Math.PI
      pen.lineTo(c + r * Math.cos(angle), c + r * Math.sin(angle))
    }
    pen.closePath()
  }
  switch (shape) {
    case 'diamond':
      polygon(4, 0)
      break
    case 'square':
      polygon(4, Math.PI / 4)
      break
    case 'triangle':
      polygon(3, -Math.PI / 2)
      break
    case 'arrow':
      polygon(3, 0)
      break
    case 'pentagon':
      polygon(5, -Math.PI / 2)
      break
    case 'ring':
      pen.beginPath()
      pen.arc(c, c, r - 2, 0, 2 * Math.PI)
      break
    case 'tick':
    case 'cross':
      pen.beginPath()
      pen.arc(c, c, r - 0.5, 0, 2 * Math.PI)
  }
}

function mark(pen: Pen, shape: 'tick' | 'cross', c: number): void {
  pen.beginPath()
  if (shape === 'tick') {
    pen.moveTo(c - 4.5, c)
    pen.lineTo(c - 1, c + 3.5)
    pen.lineTo(c + 5, c - 3.5)
  } else {
    pen.moveTo(c - 3.5, c - 3.5)
    pen.lineTo(c + 3.5, c + 3.5)
    pen.moveTo(c + 3.5, c - 3.5)
    pen.lineTo(c - 3.5, c + 3.5)
  }
  pen.lineWidth = 2.2
  pen.strokeStyle = '#ffffff'
  pen.stroke()
}

function drawGrade(pen: Pen, size: number, colour: string, isHatched: boolean): void {
  disc(pen, size / 2, size / 2 - 2, isHatched ? '#e3e6ea' : colour)
  if (isHatched) {
    pen.save()
    pen.clip()
    hatch(pen, size, colour, 1.8)
    pen.restore()
    disc(pen, size / 2, size / 2 - 2, 'transparent')
  }
  pen.lineWidth = 1.5
  pen.strokeStyle = isHatched ? colour : '#14181f'
  pen.stroke()
}

function disc(pen: Pen, middle: number, radius: number, fill: string): void {
  pen.beginPath()
  pen.arc(middle, middle, radius, 0, 2 * Math.PI)
  pen.fillStyle = fill
  pen.fill()
}

function hatch(pen: Pen, size: number, colour: string, width: number): void {
  pen.strokeStyle = colour
  pen.lineWidth = width
  pen.beginPath()
  for (let at = -size; at <= 2 * size; at += 8) {
    const step = size > 8 ? 5 : 8
    for (let near = at; near < at + 8; near += step) {
      pen.moveTo(near, size)
      pen.lineTo(near + size, 0)
    }
  }
  pen.stroke()
}

function dashedRing(pen: Pen, size: number): void {
  pen.beginPath()
  pen.arc(size / 2, size / 2, size / 2 - 3, 0, 2 * Math.PI)
  pen.setLineDash([5, 4])
  pen.lineWidth = 3
  pen.strokeStyle = '#14181f'
  pen.stroke()
}

/** A place known only to the village or the town: a number in a dashed disc, never a pin. */
function roughDisc(pen: Pen, size: number): void {
  disc(pen, size / 2, size / 2 - 3, '#ffffff')
  pen.setLineDash([4, 3])
  pen.lineWidth = 2
  pen.strokeStyle = GRADE_COLOURS.none
  pen.stroke()
}
