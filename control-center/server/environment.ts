import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commaList, logLevel, port, readEnvironment, type Variables } from '@chat-demo/engine'
import { z } from 'zod'
import { datadogAddresses } from '../app/platform/datadog/connection.ts'
import { platformLabelsSchema } from '../app/platform/labels.ts'

const httpUrl = z.url({ protocol: /^https?$/, error: 'wants an http(s) URL' })

const labels = z
  .string('wants JSON: {"cluster":{"name","kind"},"datadog":null,"model":{"name","kind"}}')
  .transform((text, context) => {
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      context.addIssue({ code: 'custom', message: 'wants JSON' })
      return z.NEVER
    }
    const parsed = platformLabelsSchema.safeParse(json)
    if (parsed.success) return parsed.data
    const issue = parsed.error.issues[0]
    context.addIssue({ code: 'custom', message: `${issue?.path.join('.')}: ${issue?.message}` })
    return z.NEVER
  })

/** Both server/main.ts and the built dist/main.js are one folder below control-center. */
const home = fileURLToPath(new URL('..', import.meta.url))

const schema = z
  .object({
    HOST: z.string().default('127.0.0.1'),
    PORT: port.default(30_000),
    LOG_LEVEL: logLevel.default('info'),
    /** The address that people type; its host is accepted, its origin may change things. */
    PUBLIC_ORIGIN: httpUrl.optional(),
    ALLOWED_HOSTS: commaList.optional(),
    API_TOKEN: z.string('wants the token that scripts send').min(32, 'wants at least 32 characters'),
    SESSION_STORE: z.string('wants the file that keeps hashed sessions').min(1),
    AUDIT_LOG: z.string().optional(),
    KUBECONFIG: z.string('wants the kubeconfig of the engine account').min(1),
    KUBE_CONTEXT: z.string().optional(),
    KUBE_NAMESPACE: z.string('wants the namespace of the chat').min(1),
    RABBITMQ_MANAGEMENT_URL: httpUrl,
    TOXIPROXY_URL: httpUrl.optional(),
    CHAT_URL: httpUrl,
    TRAFFIC_URL: httpUrl,
    DD_SITE: z
      .string()
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'wants a site of Datadog, e.g. datadoghq.eu')
      .optional(),
    DD_API_KEY: z.string().min(1).optional(),
    DD_APP_KEY: z.string().min(1).optional(),
    DATADOG_API_URL: httpUrl.optional(),
    /** Empty: there is no application to link to. */
    DATADOG_APP_URL: z.union([z.literal(''), httpUrl]).optional(),
    /** Names the installation whose dashboards and monitors are shown. */
    DD_ENV: z.string().min(1).default('chat-demo'),
    PLATFORM_LABELS: labels,
    SCENARIOS_DIR: z.string().default(join(home, 'scenarios')),
    TOURS_DIR: z.string().default(join(home, 'tours')),
    /** Keeps the place of a tour, and beside it how tours went. */
    TOUR_STORE: z.string().optional(),
    /** Folder that keeps what runs looked like. */
    FILM_DIR: z.string().optional(),
    BUILD_DIR: z.string().default(join(home, 'build')),
  })
  .refine(env => (env.DD_API_KEY === undefined) === (env.DD_APP_KEY === undefined), {
    path: ['DD_APP_KEY'],
    error: 'wants both DD_API_KEY and DD_APP_KEY, or neither',
  })
  .transform(env => ({
    host: env.HOST,
    port: env.PORT,
    logLevel: env.LOG_LEVEL,
    publicOrigin: new URL(env.PUBLIC_ORIGIN ?? `http://127.0.0.1:${env.PORT}`).origin,
    allowedHosts: env.ALLOWED_HOSTS ?? [],
    apiToken: env.API_TOKEN,
    sessionStore: env.SESSION_STORE,
    auditLog: env.AUDIT_LOG ?? join(dirname(env.SESSION_STORE), 'audit.jsonl'),
    kubeconfig: env.KUBECONFIG,
    context: env.KUBE_CONTEXT,
    namespace: env.KUBE_NAMESPACE,
    rabbitmqManagementUrl: env.RABBITMQ_MANAGEMENT_URL,
    toxiproxyUrl: env.TOXIPROXY_URL,
    chatUrl: env.CHAT_URL,
    trafficUrl: env.TRAFFIC_URL,
    datadog:
      env.DD_API_KEY === undefined || env.DD_APP_KEY === undefined
        ? null
        : {
            ...datadogAddresses({ site: env.DD_SITE, apiUrl: env.DATADOG_API_URL, appUrl: env.DATADOG_APP_URL }),
            apiKey: env.DD_API_KEY,
            appKey: env.DD_APP_KEY,
          },
    datadogEnv: env.DD_ENV,
    labels: env.PLATFORM_LABELS,
    scenariosDir: env.SCENARIOS_DIR,
    toursDir: env.TOURS_DIR,
    tourStore: env.TOUR_STORE ?? join(dirname(env.SESSION_STORE), 'tour.json'),
    filmDir: env.FILM_DIR ?? join(dirname(env.SESSION_STORE), 'runs'),
    buildDir: env.BUILD_DIR,
  }))

export type Environment = z.infer<typeof schema>

/** Throws one message that names every variable that is wrong, what it got (never a secret) and what it wants. */
export const readServerEnvironment = (environment: Variables): Environment => readEnvironment(schema, environment)
