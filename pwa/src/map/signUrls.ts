// The map's signs as picture addresses, for the legend: drawn once, the very same drawing.
import { signs } from './shapes'

let made: Promise<Readonly<Record<string, string>>> | null = null

export function signUrls(): Promise<Readonly<Record<string, string>>> {
  made ??= makeUrls()
  return made
}

async function makeUrls(): Promise<Record<string, string>> {
  const pairs = signs().map(async ({ name, image }) => {
    const canvas = new OffscreenCanvas(image.width, image.height)
    canvas.getContext('2d')?.putImageData(image, 0, 0)
    return [name, URL.createObjectURL(await canvas.convertToBlob({ type: 'image/png' }))] as const
  })
  return Object.fromEntries(await Promise.all(pairs))
}
