import { isIP } from 'node:net'

/**
 * Where `host:port` of a proxy's upstream is. This machine has no cluster DNS: the name of a Service is found in the
 * variables that Kubernetes gives every pod, `<NAME>_SERVICE_HOST` and `<NAME>_SERVICE_PORT…` that has the port's number.
 * @throws Error when it is not `host:port`.
 */
export function upstreamAddress(
  upstream: string,
  env: Readonly<Record<string, string | undefined>>,
): { host: string; port: number } {
  const at = upstream.lastIndexOf(':')
  const host = upstream.slice(0, at)
  const port = Number(upstream.slice(at + 1))
  if (at <= 0 || !Number.isInteger(port) || port < 1 || port > 65535)
    throw new Error(`address ${upstream}: wants host:port`)
  if (isIP(host)) return { host, port }
  const service = host.split('.')[0]?.toUpperCase().replaceAll('-', '_') ?? ''
  return { host: env[`${service}_SERVICE_HOST`] ?? host, port }
}

/**
 * Where a proxy listens: an address of all interfaces means the pod's own here, where pods share one network.
 * @param chosen the port that the node gave this proxy instead of the one asked for, if any
 */
export function listenAddress(listen: string, podHost: string, chosen?: string): { host: string; port: number } {
  const at = listen.lastIndexOf(':')
  const port = Number(chosen ?? listen.slice(at + 1))
  if (at < 0 || !Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`listen tcp: address ${listen}: wants host:port`)
  const host = listen.slice(0, at).replace(/^\[|\]$/g, '')
  return { host: ['', '0.0.0.0', '::'].includes(host) ? podHost : host, port }
}
