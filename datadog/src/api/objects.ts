import type { client } from '@datadog/datadog-api-client'
import { installationTag, keyOf } from '../definitions/owner.ts'
import type { JsonObject } from '../json.ts'
import { type Collection, ours } from './collections.ts'
import type { Sdk } from './sdk.ts'

type Configuration = client.Configuration

export function monitors({ v1 }: Sdk, configuration: Configuration, env: string): Collection {
  const api = new v1.MonitorsApi(configuration)
  const wire = (model: unknown): JsonObject => v1.ObjectSerializer.serialize(model, 'Monitor', '')
  const modelOf = (body: JsonObject) => v1.ObjectSerializer.deserialize(body, 'Monitor')
  return {
    async list() {
      const found = await api.listMonitors({ monitorTags: installationTag(env) })
      // A synthetic test's monitor carries the tags of its test, and lives and dies with it.
      const own = found.filter(each => each.type !== 'synthetics alert')
      return ours(
        'monitor',
        env,
        own.map(each => ({ id: String(each.id), body: wire(each) })),
      )
    },
    create: async body => String((await api.createMonitor({ body: modelOf(body) })).id),
    async update(id, body) {
      const { type: _, ...changed } = body
      await api.updateMonitor({
        monitorId: Number(id),
        body: v1.ObjectSerializer.deserialize(changed, 'MonitorUpdateRequest'),
      })
    },
    async remove(id) {
      await api.deleteMonitor({ monitorId: Number(id), force: 'true' })
    },
    async validate(body) {
      await api.validateMonitor({ body: modelOf(body) })
    },
  }
}

export function slos({ v1 }: Sdk, configuration: Configuration, env: string): Collection {
  const api = new v1.ServiceLevelObjectivesApi(configuration)
  const pageSize = 1_000
  return {
    async list() {
      const bodies: { id: string; body: JsonObject }[] = []
      for (let offset = 0; ; offset += pageSize) {
        const { data = [] } = await api.listSLOs({ tagsQuery: installationTag(env), limit: pageSize, offset })
        for (const each of data) {
          bodies.push({
            id: String(each.id),
            body: v1.ObjectSerializer.serialize(each, 'ServiceLevelObjective', ''),
          })
        }
        if (data.length < pageSize) return ours('slo', env, bodies)
      }
    },
    async create(body) {
      const { data = [] } = await api.createSLO({
        body: v1.ObjectSerializer.deserialize(body, 'ServiceLevelObjectiveRequest'),
      })
      return String(data[0]?.id)
    },
    async update(sloId, body) {
      await api.updateSLO({ sloId, body: v1.ObjectSerializer.deserialize(body, 'ServiceLevelObjective') })
    },
    async remove(sloId) {
      await api.deleteSLO({ sloId, force: 'true' })
    },
  }
}

export function dashboards({ v1 }: Sdk, configuration: Configuration, env: string): Collection {
  const api = new v1.DashboardsApi(configuration)
  const modelOf = (body: JsonObject) => v1.ObjectSerializer.deserialize(body, 'Dashboard')
  return {
    async list() {
      const bodies: { id: string; body: JsonObject }[] = []
      // The list has no widgets; only those whose description is ours are asked for one by one.
      for await (const { id = '', description } of api.listDashboardsWithPagination()) {
        if (keyOf('dashboard', env, { description: description ?? '' }) === undefined) continue
        const dashboard = await api.getDashboard({ dashboardId: id })
        bodies.push({ id, body: v1.ObjectSerializer.serialize(dashboard, 'Dashboard', '') })
      }
      return ours('dashboard', env, bodies)
    },
    create: async body => String((await api.createDashboard({ body: modelOf(body) })).id),
    async update(dashboardId, body) {
      await api.updateDashboard({ dashboardId, body: modelOf(body) })
    },
    async remove(dashboardId) {
      await api.deleteDashboard({ dashboardId })
    },
  }
}

export function syntheticTests({ v1 }: Sdk, configuration: Configuration, env: string): Collection {
  const api = new v1.SyntheticsApi(configuration)
  const modelOf = (body: JsonObject) => v1.ObjectSerializer.deserialize(body, 'SyntheticsAPITest')
  return {
    async list() {
      const bodies: { id: string; body: JsonObject }[] = []
      // The list leaves out the steps of a test with several.
      for await (const { publicId = '', tags = [] } of api.listTestsWithPagination()) {
        if (keyOf('synthetics', env, { tags }) === undefined) continue
        const test = await api.getAPITest({ publicId })
        bodies.push({ id: publicId, body: v1.ObjectSerializer.serialize(test, 'SyntheticsAPITest', '') })
      }
      return ours('synthetics', env, bodies)
    },
    create: async body => String((await api.createSyntheticsAPITest({ body: modelOf(body) })).publicId),
    async update(publicId, body) {
      await api.updateAPITest({ publicId, body: modelOf(body) })
    },
    async remove(publicId) {
      await api.deleteTests({ body: { publicIds: [publicId], forceDeleteDependencies: true } })
    },
  }
}

export function rumApplications({ v2 }: Sdk, configuration: Configuration, env: string): Collection {
  const api = new v2.RUMApi(configuration)
  const attributesOf = (body: JsonObject) => v2.ObjectSerializer.deserialize(body, 'RUMApplicationCreateAttributes')
  return {
    async list() {
      const { data = [] } = await api.getRUMApplications()
      return ours(
        'rum',
        env,
        data.map(({ attributes: { applicationId, name, type } }) => ({ id: applicationId, body: { name, type } })),
      )
    },
    async create(body) {
      const { data } = await api.createRUMApplication({
        body: { data: { attributes: attributesOf(body), type: 'rum_application_create' } },
      })
      return String(data?.attributes.applicationId)
    },
    async update(id, body) {
      await api.updateRUMApplication({
        id,
        body: { data: { attributes: attributesOf(body), id, type: 'rum_application_update' } },
      })
    },
    async remove(id) {
      await api.deleteRUMApplication({ id })
    },
  }
}
