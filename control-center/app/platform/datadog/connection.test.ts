import { describe, expect, it } from 'vitest'
import { appHost, datadogAddresses } from './connection.ts'

describe('addresses of Datadog', () => {
  it.each([
    ['datadoghq.com', 'app.datadoghq.com'],
    ['datadoghq.eu', 'app.datadoghq.eu'],
    ['us5.datadoghq.com', 'us5.datadoghq.com'],
    ['ap1.datadoghq.com', 'ap1.datadoghq.com'],
    ['ddog-gov.com', 'app.ddog-gov.com'],
  ])('the application of %s is %s', (site, host) => expect(appHost(site)).toBe(host))

  it('follow from the site', () => {
    expect(datadogAddresses({ site: 'datadoghq.eu' })).toEqual({
      apiUrl: 'https://api.datadoghq.eu',
      appUrl: 'https://app.datadoghq.eu',
    })
  })

  it('an API elsewhere has no application of its own', () => {
    expect(datadogAddresses({ site: 'datadoghq.com', apiUrl: 'http://127.0.0.1:5000/' })).toEqual({
      apiUrl: 'http://127.0.0.1:5000',
      appUrl: null,
    })
  })

  it('a named application wins, and an empty name says that there is none', () => {
    expect(datadogAddresses({ apiUrl: 'http://127.0.0.1:5000', appUrl: 'https://org.datadoghq.com/' }).appUrl).toBe(
      'https://org.datadoghq.com',
    )
    expect(datadogAddresses({ site: 'datadoghq.com', appUrl: '' }).appUrl).toBeNull()
  })
})
