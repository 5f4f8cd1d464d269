// Every synth is held against cdk-nag's AwsSolutions and Serverless packs; what is left out is left out with a reason.
import { type App, type Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { type Reason, reasons } from './reasons.ts';

/** Findings land in validation-report.json of the output folder, and the synth fails by an unexplained error. */
export function checkRules(app: App, stack: Stack, explained: readonly Reason[] = reasons): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  for (const { rule, at, why } of explained) {
    const path = at?.split('/') ?? [];
    const place = path.reduce<IConstruct>((scope, id) => scope.node.findChild(id), stack);
    Validations.of(place).acknowledge({ id: rule, reason: why });
  }
}
