// The rules of the house, in the order in which a newcomer should read them.
import type { Rule } from '../rule.ts';
import { cyclesRule } from './cycles.ts';
import { floorsRule, vendorsRule } from './floors.ts';
import { awsSdkRule, handlersRule, oracleRule } from './homes.ts';
import { portsRule, pureRule, stepsRule } from './purity.ts';
import { signaturesRule } from './signatures.ts';
import { anyRule, defaultExportRule, drawersRule, firstSentenceRule, namesRule, sizeRule } from './style.ts';

export const houseRules: readonly Rule[] = [
  floorsRule,
  vendorsRule,
  cyclesRule,
  pureRule,
  portsRule,
  stepsRule,
  awsSdkRule,
  handlersRule,
  oracleRule,
  signaturesRule,
  sizeRule,
  namesRule,
  drawersRule,
  firstSentenceRule,
  anyRule,
  defaultExportRule,
];
