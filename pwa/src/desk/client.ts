// The desk's line to the server: every request speaks for the signed-in person and in the chosen language. A sign-in
// that has run out is told once, to the whole desk, and nothing a person has typed is thrown away for it.
import { shallowRef } from 'vue'
import { usePerson } from '../components/usePerson'
import { locale, tOf } from '../text/text'
import { browserSend, createClient, postForm, type Answer, type Failure, type Read, type Send } from '../wire/client'

const person = usePerson()

/** True from the first 401 until somebody has signed in again. */
export const isExpired = shallowRef(false)

const send: Send = (url, init) =>
  browserSend(url, { ...init, headers: { ...init.headers, 'X-Wangge-Language': locale() } })

export function get<T>(path: string, read: Read<T>): Promise<Answer<T>> {
  return watched(client().get(path, read))
}

export function post<T>(path: string, body: string, read: Read<T>): Promise<Answer<T>> {
  return watched(client().post(path, body, read))
}

export function upload<T>(path: string, form: FormData, read: Read<T>): Promise<Answer<T>> {
  return watched(postForm(person.value?.id ?? null, path, form, read, send))
}

/** Send the bytes of a file under the hash they have. */
export function put<T>(path: string, bytes: ArrayBuffer, mime: string, read: Read<T>): Promise<Answer<T>> {
  return watched(client().put(path, bytes, mime, read))
}

export function remove(path: string): Promise<Answer<null>> {
  return watched(client().remove(path))
}

function client() {
  return createClient(person.value?.id ?? null, send)
}

async function watched<T>(asked: Promise<Answer<T>>): Promise<Answer<T>> {
  const answer = await asked
  if (!answer.ok && answer.kind === 'signed-out' && person.value !== null) isExpired.value = true
  return answer
}

/** What went wrong with a request as a whole, in words: what happened, what is safe, what to do. */
export function sentenceOf(failure: Failure): string {
  return failure.detail ?? tOf('desk.failure', failure.kind)
}
