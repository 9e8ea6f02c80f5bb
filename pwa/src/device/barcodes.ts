// Reading a code off the live picture of the camera, where the browser can; elsewhere the code is typed.
interface Detector {
  readonly detect: (source: HTMLVideoElement) => Promise<readonly { readonly rawValue: string }[]>
}
type DetectorClass = new (wanted: { readonly formats: readonly string[] }) => Detector

function detectorClass(): DetectorClass | null {
  const found: unknown = Reflect.get(globalThis, 'BarcodeDetector')
  return isClass(found) ? found : null
}

function isClass(found: unknown): found is DetectorClass {
  return typeof found === 'function'
}

export function canScan(): boolean {
  return detectorClass() !== null && 'mediaDevices' in navigator
}

const LOOK_EVERY_MS = 250

/** Look at the picture until a code is seen; the returned function ends it. */
export function watchCodes(video: HTMLVideoElement, onCode: (code: string) => void): () => void {
  const Found = detectorClass()
  if (Found === null) return () => undefined
  const detector = new Found({ formats: ['qr_code'] })
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false
  async function look(): Promise<void> {
    if (isOver) return
    const seen = await detector.detect(video).catch(() => []) // the first frames are not there yet
    const code = seen[0]?.rawValue ?? ''
    if (code !== '' && !isOver) onCode(code)
    else timer = setTimeout(() => void look(), LOOK_EVERY_MS)
  }
  void look()
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}
