import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadKubeconfig } from './kubeconfig.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kubeconfig-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const config = (user: string, cluster: string, context = 'one') => `
current-context: ${context}
contexts: [{ name: one, context: { cluster: c, user: u } }]
clusters: [{ name: c, cluster: { server: "https://127.0.0.1:6443", ${cluster} } }]
users: [{ name: u, user: { ${user} } }]
`
const write = (text: string) => {
  const path = join(directory, 'config')
  writeFileSync(path, text)
  return path
}

it('reads authority and token, from the file itself or from files beside it', () => {
  writeFileSync(join(directory, 'ca.crt'), 'PEM')
  writeFileSync(join(directory, 'token'), 'secret\n')
  const beside = loadKubeconfig(write(config('tokenFile: token', 'certificate-authority: ca.crt')))
  expect(beside).toMatchObject({ certificateAuthority: 'PEM', token: 'secret' })
  const inside = loadKubeconfig(write(config('token: secret', 'certificate-authority-data: UEVN')))
  expect(inside).toEqual({ ...beside, server: new URL('https://127.0.0.1:6443') })
})

it('says what is wrong with it', () => {
  expect(() => loadKubeconfig(join(directory, 'none'))).toThrow(/KUBECONFIG .*none cannot be read: ENOENT/)
  expect(() => loadKubeconfig(write('clusters: 3'))).toThrow(/is not a kubeconfig/)
  expect(() => loadKubeconfig(write(config('', '', 'other')))).toThrow(
    /names the context "other", which it does not hold/,
  )
})
