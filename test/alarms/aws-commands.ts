// Whether a line of a runbook is a command of AWS's own command line: by the SDK's client where one is installed, else by a list.

import * as stepfunctions from '@aws-sdk/client-sfn';
import * as sqs from '@aws-sdk/client-sqs';

const CLIENTS: { readonly [service: string]: object } = { sqs, stepfunctions };

/** From the AWS CLI Command Reference, for services whose client is not installed here. */
const LISTED: { readonly [command: string]: readonly string[] } = {
  'lambda get-function-configuration': ['--function-name'],
  'logs tail': ['--since', '--filter-pattern'],
  'scheduler list-schedules': ['--name-prefix', '--output'],
  'scheduler get-schedule': ['--name'],
  'scheduler update-schedule': ['--cli-input-json'],
};

/** Options of the other commands; each is a field of the request, in kebab case. */
const OPTIONS: { readonly [command: string]: readonly string[] } = {
  'sqs list-queues': ['--queue-name-prefix'],
  'sqs get-queue-attributes': ['--queue-url', '--attribute-names'],
  'sqs receive-message': ['--queue-url', '--visibility-timeout', '--attribute-names'],
  'sqs purge-queue': ['--queue-url'],
  'stepfunctions list-executions': ['--state-machine-arn', '--status-filter', '--max-items'],
  'stepfunctions get-execution-history': ['--execution-arn', '--reverse-order', '--max-items'],
};

/** What is wrong with a line such as `aws sqs purge-queue --queue-url URL`; undefined when it can be run as it stands. */
export function faultOfAws(line: string): string | undefined {
  const [, service = '', verb = '', ...rest] = line.replaceAll(/"[^"]*"/g, 'X').split(' ');
  const command = `${service} ${verb}`;
  const client = CLIENTS[service];
  if (!client && !Object.keys(LISTED).some((known) => known.startsWith(`${service} `)))
    return `asks ${service}, which no runbook needs`;
  const name = verb.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (client ? !(`${name}Command` in client) : !(command in LISTED)) return `is no command of ${service}`;
  const known = [...(OPTIONS[command] ?? LISTED[command] ?? []), '--query'];
  const unknown = rest.find((word) => word.startsWith('--') && !known.includes(word));
  return unknown === undefined ? undefined : `has no option ${unknown}`;
}
