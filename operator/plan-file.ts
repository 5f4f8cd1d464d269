// A plan's file on disk: written whole, and read only where not one byte of it was changed.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { PlanReport } from '../shared/core/plan-report.ts';
import { planLines, readSavedPlan, type SavedPlan, savePlan } from '../shared/core/saved-plan.ts';
import { CommandFailed } from './client.ts';
import type { WrittenPolicy } from './policy-folder/read-text.ts';

export interface SavedTo {
  readonly file: string;
  /** Its hash. */
  readonly plan: string;
  readonly people: number;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Throws `CommandFailed` where the file cannot be written. */
export function writePlanFile(
  file: string,
  { head, previews }: Pick<PlanReport, 'head' | 'previews'>,
  { policy, origin }: Pick<WrittenPolicy, 'policy' | 'origin'>,
): SavedTo {
  const plan = savePlan({ head, policy, origin, previews: previews() }, sha256);
  try {
    writeFileSync(file, [...planLines(plan)].join(''));
  } catch {
    throw new CommandFailed(`${file} cannot be written`);
  }
  return { file, plan: plan.hash, people: plan.index.people };
}

/** Throws `CommandFailed` for what is no plan, also where one byte of it was changed. */
export function readPlanFile(file: string): SavedPlan {
  const plan = readSavedPlan(textOf(file), sha256);
  if (typeof plan !== 'string') return plan;
  throw new CommandFailed(
    `${file} is no saved plan, or was changed: ${plan}. Nothing was applied; make it anew with "plan --out"`,
  );
}

/** A mark of byte order at the beginning is a byte that was added. */
function textOf(file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new CommandFailed(`${file} cannot be read`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CommandFailed(`${file} is no saved plan, or was changed: it is no text. Nothing was applied`);
  }
}
