// An act waits for what was chosen before it, in whichever order that ends, and is told when some of it was not kept.
import { expect, test } from 'vitest'
import { allKept, whileKeeping } from '../../src/components/pictures'

function later<T>(): { promise: Promise<T>; tell: (value: T) => void; fail: (cause: Error) => void } {
  let tell: (value: T) => void = () => undefined
  let fail: (cause: Error) => void = () => undefined
  const promise = new Promise<T>((resolve, reject) => { [tell, fail] = [resolve, reject] })
  return { promise, tell, fail }
}
const isNull = (told: string | null) => told === null

test('where nothing is under way nobody waits', async () => {
  expect(await allKept()).toBe(true)
})

test('what is chosen while one waits is waited for too', async () => {
  const [one, two] = [later<string | null>(), later<string | null>()]
  const first = whileKeeping(one.promise, isNull)
  let isOver = false
  const all = allKept().then((areKept) => { isOver = true; return areKept })
  const second = whileKeeping(two.promise, isNull)
  one.tell(null)
  expect(await first).toBeNull()
  await new Promise((resolve) => { setTimeout(resolve, 5) })
  expect(isOver).toBe(false)
  two.tell(null)
  await second
  expect(await all).toBe(true)
})

test('one that was not kept is told to who waits now, and to nobody later', async () => {
  const [refused, broken] = [later<string | null>(), later<string | null>()]
  const told = whileKeeping(refused.promise, isNull)
  const failed = whileKeeping(broken.promise, isNull)
  const all = allKept()
  refused.tell('full')
  broken.fail(new Error('no such thing'))
  expect(await told).toBe('full')
  await expect(failed).rejects.toThrow('no such thing')
  expect(await all).toBe(false)
  expect(await allKept()).toBe(true)
})
