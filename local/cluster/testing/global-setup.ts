import type { TestProject } from 'vitest/node'
import { startPostgres, startRabbitmq } from './index.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string
    rabbitmqUrl: string
    rabbitmqManagementUrl: string
    rabbitmqPrometheusUrl: string
  }
}

/** One PostgreSQL and one RabbitMQ for all tests of the project; each test file makes its own database and vhost. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [postgres, rabbitmq] = await Promise.all([startPostgres(), startRabbitmq()])
  project.provide('postgresUrl', postgres.url)
  project.provide('rabbitmqUrl', rabbitmq.url)
  project.provide('rabbitmqManagementUrl', rabbitmq.managementUrl)
  project.provide('rabbitmqPrometheusUrl', rabbitmq.prometheusUrl)
  return async () => {
    await Promise.all([postgres.close(), rabbitmq.close()])
  }
}
