// One stage of Frontdesk: everything in it comes out of the topology and the settings.
import { join } from 'node:path';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../../shared/model/settings.ts';
import type { QueueName } from '../../shared/ports/queue.ts';
import type { WorkflowName } from '../../shared/ports/workflows.ts';
import type { Topology } from '../topology.ts';
import { Alarms } from './alarms.ts';
import { Doors } from './api.ts';
import { Calls } from './calls.ts';
import type { HeadLock } from './inputs.ts';
import { Pipeline } from './pipeline.ts';
import { Queues } from './queues.ts';
import { Schedules } from './schedules.ts';
import { Secrets } from './secrets.ts';
import { Storage } from './storage.ts';
import { machineArn } from './workflow.ts';

export interface FrontdeskProps extends StackProps {
  readonly stage: string;
  readonly settings: Settings;
  readonly alarms?: 'on' | 'off';
  readonly lock: HeadLock;
  readonly topology: Topology;
  /** The repository's root. */
  readonly root: string;
  /** Folder of each function's files, by its name. */
  readonly bundles: string;
}

export class FrontdeskStack extends Stack {
  readonly storage: Storage;
  readonly queues: Queues;
  readonly pipeline: Pipeline;
  readonly doors: Doors;
  readonly schedules: Schedules;

  constructor(
    scope: Construct,
    id: string,
    { stage, settings, topology, root, bundles, lock, alarms = 'on', ...props }: FrontdeskProps,
  ) {
    super(scope, id, props);
    const prefix = `${stage}/`;
    const { stackName } = this;
    this.storage = new Storage(this, 'Storage', { topology, lock, auditKeys: settings.auditKeys });
    this.queues = new Queues(this, 'Queues', topology);
    const secrets = new Secrets(this, 'Secrets', { prefix, settings });
    const parts = { topology, storage: this.storage, queues: this.queues, secrets };
    this.pipeline = new Pipeline(this, 'Pipeline', { ...parts, stackName, prefix, bundles });
    this.doors = new Doors(this, 'Doors', { topology, pipeline: this.pipeline, settings, stackName });
    this.schedules = new Schedules(this, 'Schedules', {
      topology,
      pipeline: this.pipeline,
      stackName,
      definitions: join(root, 'infra/workflows'),
    });
    if (alarms === 'on') this.#watch(stackName);
    new CfnOutput(this, 'Url', { value: this.doors.api.url, description: 'FRONTDESK_URL of the command line' });
    new CfnOutput(this, 'HeadsBucket', { value: this.storage.heads.bucketName });
  }

  #watch(stackName: string): void {
    const { topic, tickets } = new Calls(this, 'Calls');
    const naming = {
      prefix: stackName,
      service: stackName,
      deadQueue: (queue: QueueName) => this.queues.pairs[queue].dead.queueName,
      machine: (workflow: WorkflowName) => machineArn(this, workflow),
    };
    new Alarms(this, 'Alarms', { topic, tickets, naming });
  }
}
