// Signing in, as both entries offer it: busy, a sentence when it fails, and the person when it works.
import { ref, type Ref } from 'vue'
import { signIn } from '../sync/session'
import { followPerson, t, tOf } from '../text/text'
import type { Person } from '../wire/person'
import { deviceDb, takeOn } from './usePerson'

export interface SigningIn {
  readonly username: Ref<string>
  readonly password: Ref<string>
  readonly isBusy: Ref<boolean>
  readonly trouble: Ref<string | null>
  readonly submit: () => Promise<Person | null>
}

export function useSignIn(): SigningIn {
  const username = ref('')
  const password = ref('')
  const isBusy = ref(false)
  const trouble = ref<string | null>(null)

  async function submit(): Promise<Person | null> {
    trouble.value = null
    const given = { username: username.value.trim(), password: password.value }
    if (given.username === '' || given.password === '') {
      trouble.value = t('signin.need')
      return null
    }
    isBusy.value = true
    const answer = await signIn(deviceDb(), given, new Date())
    isBusy.value = false
    if (!answer.ok) {
      const isWrong = answer.kind === 'signed-out' || answer.kind === 'refused'
      trouble.value = answer.detail ?? (isWrong ? t('signin.wrong') : tOf('failure', answer.kind))
      return null
    }
    takeOn(answer.person)
    await followPerson(answer.person.locale)
    return answer.person
  }

  return { username, password, isBusy, trouble, submit }
}
