// What an alarm is made of, in our own words; `infra/alarms/definitions.ts` spells it for CloudWatch.

import type { SloName } from '../../shared/core/slo.ts';
import type { MetricName } from '../../shared/model/metric.ts';
import type { AwsCount } from './aws-counts.ts';

/** One statistic of one metric. `reports`: how often it was said at all. */
export interface Statistic {
  readonly kind: 'largest' | 'sum' | 'reports';
  readonly metric: MetricName;
}

/** In percent, a median in seconds. Fewer bad ones (or samples) than `least` say nothing: then it is 0. */
export type Share =
  | { readonly kind: 'bad-share'; readonly bad: MetricName; readonly good: MetricName; readonly least: number }
  | { readonly kind: 'share-of'; readonly bad: MetricName; readonly all: MetricName; readonly least: number }
  | { readonly kind: 'slow-share'; readonly metric: MetricName; readonly limitSeconds: number; readonly least: number }
  | { readonly kind: 'median'; readonly metric: MetricName; readonly least: number };

/** How many of all ended in time, in percent. No samples are no data. */
export interface QuickShare {
  readonly kind: 'quick-share';
  readonly metric: MetricName;
  readonly limitSeconds: number;
}

/** What AWS itself counts, added up over all that it is of. */
export interface AwsSum {
  readonly kind: 'aws';
  readonly count: AwsCount;
}

/** What is compared with the threshold. */
export type Measure = Statistic | Share | QuickShare | AwsSum;

export interface Condition {
  readonly measure: Measure;
  /** Of one window, and how many of them in a row must breach. */
  readonly periodSeconds: number;
  readonly periods: number;
  readonly breaches: { readonly above: number } | { readonly from: number } | { readonly below: number };
  /** What a window without data counts as. */
  readonly missing: 'breaching' | 'notBreaching';
}

export interface AlarmSpec {
  readonly name: string;
  /** One sentence for whoever is woken. */
  readonly means: string;
  readonly slo?: SloName;
  /** `page`: now, at night too; `ticket`: the next working day. */
  readonly severity: 'page' | 'ticket';
  readonly owner: 'identity on call' | 'service desk' | 'security';
  readonly runbook: string;
  /** Planned maintenance sets it off by itself. */
  readonly isSuppressible: boolean;
  /** All of them must hold. */
  readonly conditions: readonly Condition[];
  /** Who else speaks up where missing data is not breaching. */
  readonly missing: string;
}
