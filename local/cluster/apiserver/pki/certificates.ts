import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate } from 'selfsigned'

export interface ServerCertificate {
  key: string
  cert: string
  /** The CA's certificate, which clients put into their kubeconfig; also at `caFile`. */
  ca: string
  caFile: string
}

const YEARS = 10
const validity = () => {
  const notAfterDate = new Date()
  notAfterDate.setFullYear(notAfterDate.getFullYear() + YEARS)
  return { notAfterDate, algorithm: 'sha256', keyType: 'ec' as const, curve: 'P-256' as const }
}

const serviceNames = [
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  'localhost',
]

async function makeCA(directory: string) {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'local-cluster-ca' }], {
    ...validity(),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  })
  writeFileSync(join(directory, 'ca.key'), key, { mode: 0o600 })
  writeFileSync(join(directory, 'ca.crt'), cert)
}

async function makeServerCertificate(directory: string, addresses: string[]) {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'kube-apiserver' }], {
    ...validity(),
    extensions: [
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...serviceNames.map(value => ({ type: 2 as const, value })),
          ...addresses.map(ip => ({ type: 7 as const, ip })),
        ],
      },
    ],
    ca: {
      key: readFileSync(join(directory, 'ca.key'), 'utf8'),
      cert: readFileSync(join(directory, 'ca.crt'), 'utf8'),
    },
  })
  writeFileSync(join(directory, 'apiserver.key'), key, { mode: 0o600 })
  writeFileSync(join(directory, 'apiserver.crt'), cert)
}

function covers(certFile: string, addresses: string[]): boolean {
  if (!existsSync(certFile)) return false
  const certificate = new X509Certificate(readFileSync(certFile))
  return addresses.every(address => certificate.checkIP(address)) && Date.parse(certificate.validTo) > Date.now()
}

/** The server's certificate for these addresses, from a CA of its own; both are made once and kept. */
export async function loadCertificates(directory: string, addresses: string[]): Promise<ServerCertificate> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (!existsSync(join(directory, 'ca.crt'))) await makeCA(directory)
  if (!covers(join(directory, 'apiserver.crt'), addresses)) await makeServerCertificate(directory, addresses)
  const read = (file: string) => readFileSync(join(directory, file), 'utf8')
  return {
    key: read('apiserver.key'),
    cert: read('apiserver.crt'),
    ca: read('ca.crt'),
    caFile: join(directory, 'ca.crt'),
  }
}

/** The names and addresses that this server answers to, for the check of the Host header. */
export const ownHosts = (addresses: string[]): Set<string> => new Set([...serviceNames, ...addresses])
