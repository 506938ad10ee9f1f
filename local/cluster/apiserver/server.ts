import { setMaxListeners } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import { Admission } from './admission/admission.ts'
import { type AgentAddresses, datadogAdmission } from './admission/datadog.ts'
import { escalationCheck } from './admission/escalation.ts'
import { namespaceLifecycle } from './admission/namespace-lifecycle.ts'
import { podDefaults } from './admission/pod-defaults.ts'
import { serviceAccount } from './admission/service-account.ts'
import { parseCidr, serviceAddresses } from './admission/service-addresses.ts'
import { authenticator } from './authn/authenticate.ts'
import { impersonate } from './authn/impersonate.ts'
import { ServiceAccountTokens } from './authn/service-account-tokens.ts'
import { loadTokenFile } from './authn/token-file.ts'
import { RbacAuthorizer } from './authz/rbac.ts'
import { type Clock, systemClock } from './clock.ts'
import { apiServiceAddress, bootstrap } from './controllers/bootstrap.ts'
import { EventExpiry } from './controllers/event-expiry.ts'
import { GarbageCollector } from './controllers/garbage-collector.ts'
import { NamespaceController } from './controllers/namespaces.ts'
import { TokenSecretController } from './controllers/token-secrets.ts'
import { dispatch } from './handlers/dispatch.ts'
import { listen } from './http/listener.ts'
import { loadCertificates, ownHosts } from './pki/certificates.ts'
import { kubeletToken } from './pki/kubelet-token.ts'
import { Registry } from './registry/registry.ts'
import { Store } from './registry/store.ts'
import { resources } from './resources/index.ts'
import { KubeletClient } from './subresources/kubelet-client.ts'

export interface ApiServerOptions {
  /** Loopback address to listen on. */
  host: string
  /** 0 for a free one. */
  port: number
  /** Where state, certificates and keys are kept; made when missing. */
  dataDir: string
  /** JSON list of static tokens: `[{token, user, uid?, groups}]`. */
  tokensFile: string
  /** Range that Services get their ClusterIPs from. */
  serviceCidr: string
  /** Where pods that ask for it are pointed to. */
  datadogAgent?: AgentAddresses | undefined
  clock?: Clock
  log?: Logger
}

export interface ApiServer {
  url: string
  port: number
  /** Path of the CA certificate that clients verify the server with. */
  caFile: string
  /** Path of the token that kubelets must be asked with. */
  kubeletTokenFile: string
  close(): Promise<void>
}

/** Starts the API server; throws when its directory cannot be used or the port is taken. */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { host, dataDir, clock = systemClock, log = pino({ level: 'silent' }) } = options
  const range = parseCidr(options.serviceCidr)
  const staticTokens = loadTokenFile(options.tokensFile)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const pki = join(dataDir, 'pki')
  const addresses = [...new Set([host, '127.0.0.1', apiServiceAddress(range)])]
  const certificates = await loadCertificates(pki, addresses)
  const kubeletTokenFile = kubeletToken(join(dataDir, 'kubelet-token'))
  const store = Store.open(join(dataDir, 'state'))
  const stop = new AbortController()
  // One listener for each open watch is as many as there are clients.
  setMaxListeners(0, stop.signal)

  const rbac = new RbacAuthorizer(store)
  const admission = new Admission([
    namespaceLifecycle,
    serviceAccount,
    podDefaults,
    ...(options.datadogAgent ? [datadogAdmission(options.datadogAgent)] : []),
    serviceAddresses(range),
    escalationCheck(rbac),
  ])
  const registry = new Registry(store, admission, clock)
  const tokens = new ServiceAccountTokens(pki, store, clock)
  const authenticate = authenticator(staticTokens, tokens)
  const onError = (error: unknown) => log.error({ err: error }, 'a controller of the API server failed')
  const stored = resources.filter(({ fromStored }) => !fromStored)
  const controllers = [
    new NamespaceController({ registry, clock, ca: certificates.ca, onError }, stored),
    new TokenSecretController(registry, tokens, certificates.ca, onError),
    new EventExpiry(registry, clock, onError),
  ]
  const collector = new GarbageCollector(registry, onError)

  const context = {
    store,
    registry,
    rbac,
    tokens,
    authenticateToken: async (token: string) => staticTokens(token) ?? (await tokens.authenticate(token)),
    kubelet: new KubeletClient(store, kubeletTokenFile),
    clock,
    stop: stop.signal,
  }
  const closeStore = () => store.close()
  const { server, port } = await listen({
    host,
    port: options.port,
    tls: certificates,
    ownHosts: ownHosts(addresses),
    authenticate: async ({ headers }) => impersonate(rbac, await authenticate(headers.authorization), headers),
    handle: exchange => dispatch(context, exchange),
    log,
  }).catch(async error => {
    await closeStore()
    throw new Error(`cannot listen on ${host}:${options.port}: ${error.message}`)
  })
  await bootstrap(registry, range, host, port)
  for (const controller of controllers) controller.start()
  collector.start(stored.map(({ storage }) => storage))

  let closing: Promise<void> | undefined
  const close = async () => {
    stop.abort()
    const closed = new Promise<void>(resolve => server.close(() => resolve()))
    server.closeIdleConnections()
    await Promise.all([...controllers, collector].map(controller => controller.stop()))
    server.closeAllConnections()
    await closed
    await closeStore()
  }
  return {
    url: `https://${host}:${port}`,
    port,
    caFile: certificates.caFile,
    kubeletTokenFile,
    close: () => {
      closing ??= close()
      return closing
    },
  }
}
