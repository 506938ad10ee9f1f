import type { ContainerStatus, Pod } from '@chat-demo/cluster/client'

interface PodOptions {
  name?: string
  uid?: string
  owner?: { kind: string; name: string }
  annotations?: Record<string, string>
  statuses?: ContainerStatus[]
  phase?: string
}

/** A pod of the Deployment `backend` as the API answers it, for tests of pure functions. */
export function testPod({ name = 'backend-7d9f4c8b6-x2x4z', uid = 'uid-1', ...options }: PodOptions): Pod {
  const { owner = { kind: 'ReplicaSet', name: 'backend-7d9f4c8b6' }, annotations = {}, phase = 'Running' } = options
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'chat-demo',
      uid,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: {
        app: 'backend',
        'tags.datadoghq.com/env': 'chat-demo',
        'tags.datadoghq.com/service': 'backend',
        'tags.datadoghq.com/version': 'dev',
      },
      annotations,
      ownerReferences: [{ apiVersion: 'apps/v1', uid: 'owner', controller: true, ...owner }],
    },
    spec: {
      nodeName: 'local',
      containers: [
        {
          name: 'backend',
          image: 'chat-demo/backend:dev',
          ports: [{ name: 'http', containerPort: 8080 }],
          resources: { requests: { cpu: '50m', memory: '192Mi' }, limits: { memory: '512Mi' } },
        },
      ],
    },
    status: {
      phase,
      podIP: '127.64.0.9',
      qosClass: 'Burstable',
      startTime: '2026-01-01T00:00:01Z',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: options.statuses ?? [
        {
          name: 'backend',
          image: 'docker.io/chat-demo/backend:dev',
          imageID: '',
          ready: true,
          started: true,
          restartCount: 0,
          containerID: 'containerd://c1',
          state: { running: { startedAt: '2026-01-01T00:00:02Z' } },
        },
      ],
    },
  }
}
