// Fills the phone's outbox as a day without signal leaves it: findings with photos, each act frozen as text.
// Runs in the page; the rows are those of pwa/src/store (outbox.ts, photos.ts).
async ({ findings, photosEach, photo }) => {
  const open = (name) =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open(name)
      asked.onsuccess = () => resolve(asked.result)
      asked.onerror = () => reject(asked.error)
    })
  const done = (transaction) =>
    new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onerror = () => reject(transaction.error)
      transaction.onabort = () => reject(transaction.error)
    })
  const asked = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const names = (await indexedDB.databases()).map(({ name }) => name)
  const db = await open(names.find((name) => name.startsWith('wangge-person-')))
  const base = Uint8Array.from(atob(photo), (letter) => letter.charCodeAt(0))
  const enterprises = await asked(db.transaction('enterprises').objectStore('enterprises').getAllKeys(null, findings))
  const last = await asked(db.transaction('meta').objectStore('meta').get('last-seq'))
  let seq = last?.value ?? 0
  let actBytes = 0
  let photoBytes = 0

  /** The same picture with a comment of its own, so that each has a hash of its own. */
  const unique = () => {
    const words = new TextEncoder().encode(crypto.randomUUID())
    const bytes = new Uint8Array(base.length + words.length + 4)
    bytes.set([0xff, 0xd8, 0xff, 0xfe, 0, words.length + 2])
    bytes.set(words, 6)
    bytes.set(base.subarray(2), words.length + 6)
    return bytes.buffer
  }
  const hex = (digest) => Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')

  for (let n = 0; n < findings; n += 1) {
    const at = new Date().toISOString()
    const [id, hazard] = [crypto.randomUUID(), crypto.randomUUID()]
    const photos = []
    for (let k = 0; k < photosEach; k += 1) {
      const bytes = unique()
      photos.push({ sha256: hex(await crypto.subtle.digest('SHA-256', bytes)), bytes })
      photoBytes += bytes.byteLength
    }
    seq += 1
    const frozen = JSON.stringify({
      id, parent_id: null, aggregate_id: hazard, seq, schema_ver: 1, act_wall: at, act_tz: 'Asia/Shanghai',
      act_mono_ms: performance.now(), boot_id: crypto.randomUUID(), server_offset_ms: 0,
      command: {
        kind: 'record-hazard', hazard, enterprise: enterprises[n % enterprises.length], found_at: at,
        place: '一号车间东侧安全出口', category: 'S05', description: `积压第${n}处：安全出口被货物堵塞，通道宽度不足`,
        suggestion: '立即清理，划出黄线', photos: photos.map(({ sha256 }) => ({ sha256, taken_at: at })),
      },
    })
    actBytes += new TextEncoder().encode(frozen).length
    const stores = ['meta', 'outbox', 'outbox_log', 'outbox_state', 'blobs', 'blob_meta']
    const transaction = db.transaction(stores, 'readwrite')
    const told = { code: null, reason: null, tries: 0, next_try: 0 }
    for (const { sha256, bytes } of photos) {
      transaction.objectStore('blobs').put({ sha256, bytes })
      transaction.objectStore('blob_meta').put({
        sha256, mime: 'image/jpeg', size: bytes.byteLength, width: null, height: null, taken_at: at, fix: null,
        state: 'queued', changed_at: at, ...told,
      })
    }
    transaction.objectStore('meta').put({ key: 'last-seq', value: seq })
    transaction.objectStore('outbox').add({
      id, seq, parent_id: null, aggregate_id: hazard, kind: 'record-hazard', made_at: at, frozen,
      photos: photos.map(({ sha256 }) => sha256),
    })
    transaction.objectStore('outbox_log').add({ id, state: 'queued', at, code: null, reason: null })
    transaction.objectStore('outbox_state').add({
      id, seq, aggregate_id: hazard, parent_id: null, state: 'queued', changed_at: at, detail: {}, receipt: null,
      server_time: null, ...told,
    })
    await done(transaction)
  }

  window.wanggeUnsent = async () => {
    const count = async (store) => {
      const rows = db.transaction(store).objectStore(store).index('state')
      const states = ['queued', 'sending', 'needs_you']
      const counts = await Promise.all(states.map((state) => asked(rows.count(state))))
      return counts.reduce((sum, next) => sum + next, 0)
    }
    return { acts: await count('outbox_state'), photos: await count('blob_meta') }
  }
  return { actBytes, photoBytes, enterprises: enterprises.length }
}
