import {
  commaList,
  type Environment,
  EnvironmentError,
  optional,
  serviceVariables,
  url,
  variable,
} from '@chat-demo/common'
import { z } from 'zod'
import type { RumOptions } from './rum/rum.ts'

const text = (wants: string, secret = false) => optional(variable(z.string().min(1), wants, { secret }))

/** The frontend is what people's browsers speak to: unlike the services behind it, it has to know its own names. */
export const variables = {
  ...serviceVariables(3000),
  ALLOWED_HOSTS: commaList('a comma list of host or host:port, such as localhost:30080,127.0.0.1'),
  BACKEND_URL: url(['http:', 'https:'], 'http://127.0.0.1:8080'),
  /** Origin of the intake that the page's telemetry is forwarded to. */
  RUM_INTAKE_URL: optional(url(['http:', 'https:'], 'https://browser-intake-datadoghq.com')),
  DD_RUM_APPLICATION_ID: text('the id of a RUM application'),
  DD_RUM_CLIENT_TOKEN: text('a client token of RUM', true),
  DD_ENV: text('the name of an environment, such as chat-demo'),
  DD_VERSION: text('the version of this deployment'),
}

/**
 * @returns undefined when no RUM application is given
 * @throws EnvironmentError when it is given by halves
 */
export function rumOptions(env: Environment<typeof variables>): RumOptions | undefined {
  const { DD_RUM_APPLICATION_ID: applicationId, DD_RUM_CLIENT_TOKEN: clientToken, RUM_INTAKE_URL: intakeUrl } = env
  if (applicationId === undefined && clientToken === undefined) return undefined
  if (applicationId === undefined || clientToken === undefined || intakeUrl === undefined) {
    throw new EnvironmentError([
      'DD_RUM_APPLICATION_ID, DD_RUM_CLIENT_TOKEN and RUM_INTAKE_URL: only some are set, wants all of them or no application',
    ])
  }
  const page = { applicationId, clientToken, service: 'browser', env: env.DD_ENV, version: env.DD_VERSION }
  return { page, intakeUrl }
}
