// Every alarm, once: CloudWatch's alarms, the laptop's `frontdesk slo`, the runbooks' test and docs/slo.md are made from this list.
import { AGE_ALARMS } from './alarms/ages.ts';
import { AWS_ALARMS } from './alarms/aws.ts';
import { MACHINE_ALARMS } from './alarms/machine.ts';
import { SERVICE_LEVEL_ALARMS } from './alarms/service-levels.ts';
import type { AlarmSpec } from './alarms/spec.ts';

export const ALARMS: readonly AlarmSpec[] = [...SERVICE_LEVEL_ALARMS, ...AGE_ALARMS, ...MACHINE_ALARMS, ...AWS_ALARMS];
