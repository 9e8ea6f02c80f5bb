// The camera as a live picture, where the browser gives one; for taking the same spot again.

export interface LiveCamera {
  readonly stream: MediaStream
  readonly stop: () => void
}

export function hasLiveCamera(): boolean {
  return 'mediaDevices' in navigator && typeof navigator.mediaDevices.getUserMedia === 'function'
}

/** The camera at the back, or null when there is none or the person does not allow it. */
export async function openCamera(): Promise<LiveCamera | null> {
  if (!hasLiveCamera()) return null
  try {
    const wanted = { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1440 } }
    const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false })
    return { stream, stop: () => { stream.getTracks().forEach((track) => { track.stop() }) } }
  } catch {
    return null // DOMException: not allowed, no camera, or another app has it
  }
}

/** The present picture as a JPEG, in the camera's own size. */
export async function snap(video: HTMLVideoElement): Promise<Blob | null> {
  if (video.videoWidth === 0) return null
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight)
  const context = canvas.getContext('2d')
  if (context === null) return null
  context.drawImage(video, 0, 0)
  return await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })
}
