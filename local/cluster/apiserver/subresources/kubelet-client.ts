import { readFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { StatusError } from '../http/status.ts'
import { fieldNumber, fieldObject, fieldObjects, fieldString, type KubeObject } from '../object.ts'
import type { Store } from '../registry/store.ts'

const ANSWER_TIMEOUT_MS = 5000

export interface KubeletAddress {
  host: string
  port: number
}

/** Where a node's kubelet listens, from the Node object alone; undefined when it does not say. */
export function kubeletAddress(node: KubeObject): KubeletAddress | undefined {
  const status = fieldObject(node, 'status')
  const addresses = fieldObjects(status, 'addresses')
  const host = fieldString(addresses.find(({ type }) => type === 'InternalIP') ?? addresses[0], 'address')
  const port = fieldNumber(fieldObject(fieldObject(status, 'daemonEndpoints'), 'kubeletEndpoint'), 'Port')
  return host && port ? { host, port } : undefined
}

/** Asks kubelets over their own HTTP address, with the token that both sides share. */
export class KubeletClient {
  readonly #store: Store
  readonly #tokenFile: string

  constructor(store: Store, tokenFile: string) {
    this.#store = store
    this.#tokenFile = tokenFile
  }

  /** The answer to a GET; throws a Status error when the node is unknown or its kubelet cannot be reached. */
  get(nodeName: string, path: string, signal?: AbortSignal): Promise<IncomingMessage> {
    const node = this.#store.get('nodes', undefined, nodeName)
    const address = node && kubeletAddress(node)
    if (!address) {
      throw StatusError.of(
        500,
        'InternalError',
        `Internal error occurred: no address of the kubelet on node ${JSON.stringify(nodeName)} is known`,
      )
    }
    const { host, port } = address
    return new Promise((resolve, reject) => {
      const failed = (error: Error) => {
        const text = `Internal error occurred: Get "http://${host}:${port}${path}": ${error.message}`
        reject(StatusError.of(500, 'InternalError', text))
      }
      const outgoing = request(
        { host, port, path, headers: { authorization: `Bearer ${this.#token()}` }, signal },
        resolve,
      )
      const timer = setTimeout(() => outgoing.destroy(new Error('the kubelet does not answer')), ANSWER_TIMEOUT_MS)
      outgoing.once('response', () => clearTimeout(timer))
      outgoing.once('close', () => clearTimeout(timer))
      outgoing.on('error', failed)
      outgoing.end()
    })
  }

  #token(): string {
    return readFileSync(this.#tokenFile, 'utf8').trim()
  }
}
