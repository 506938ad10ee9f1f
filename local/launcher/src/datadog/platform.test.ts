import { expect, test } from 'vitest'
import { readOptions } from '../options.ts'
import { datadogPlatform, rumIntakeUrl } from './platform.ts'

test('without an account the stand-in has loopback addresses and keys of its own at each start', async () => {
  const options = readOptions([], {})
  const [a, b] = [await datadogPlatform(options, {}), await datadogPlatform(options, {})]
  expect(a).toMatchObject({ standIn: true, site: 'datadoghq.com', environment: 'chat-demo' })
  for (const url of [a.apiUrl, a.agent.traceUrl]) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(a.rum.intakeUrl).toBe(a.apiUrl)
  expect(new Set([a.apiKey, a.appKey, b.apiKey, b.appKey]).size).toBe(4)
})

test('browsers send to a host that is made from the site', () => {
  expect(rumIntakeUrl('datadoghq.com')).toBe('https://browser-intake-datadoghq.com')
  expect(rumIntakeUrl('us5.datadoghq.com')).toBe('https://browser-intake-us5-datadoghq.com')
  expect(rumIntakeUrl('datadoghq.eu')).toBe('https://browser-intake-datadoghq.eu')
})
