// A planned window: while it is open, alarms that maintenance sets off by itself wake nobody. It ends by itself.
import * as z from 'zod';
import { MINUTE } from '../core/timing.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Key } from '../ports/table.ts';
import { recordDeed } from './deeds.ts';

/** A forgotten window must not hide a week. */
export const LONGEST_MINUTES = 24 * 60;

export const WindowRequest = z.strictObject({
  minutes: z.number().int().min(1).max(LONGEST_MINUTES),
  reason: z.string().trim().min(1).max(120),
});
export type WindowRequest = z.infer<typeof WindowRequest>;

const PlannedWindow = z.object({ until: z.number(), reason: z.string(), by: z.string() });
export type PlannedWindow = z.infer<typeof PlannedWindow>;

function windowKey(tenant: string): Key {
  return { table: 'state', pk: `${tenant}#window`, sk: 'planned' };
}

/** The window that is open now; undefined when none is. One read. */
export async function openWindow({
  table,
  settings,
  clock,
}: Pick<Pipeline, 'table' | 'settings' | 'clock'>): Promise<PlannedWindow | undefined> {
  const item = await table.get(windowKey(settings.tenant));
  const stored = item && PlannedWindow.parse(item.fields);
  return stored && stored.until > clock.now() ? stored : undefined;
}

/** Opens a window, or moves the end of the one that is open; the reason is in the audit log. */
export async function startWindow(
  ports: Pipeline,
  { minutes, reason, actor }: WindowRequest & { readonly actor: string },
): Promise<PlannedWindow> {
  const window = { until: ports.clock.now() + minutes * MINUTE, reason, by: actor };
  const put = { kind: 'put', item: { ...windowKey(ports.settings.tenant), fields: { ...window } } } as const;
  const cause = `${minutes} minutes: ${reason}`;
  await recordDeed(ports, { noun: 'freeze', id: 'alarms', actor, act: 'started', cause, with: [put] });
  return window;
}

/** Ends the open window; undefined when there is none. */
export async function endWindow(ports: Pipeline, actor: string): Promise<PlannedWindow | undefined> {
  const window = await openWindow(ports);
  if (!window) return undefined;
  const gone = { kind: 'delete', key: windowKey(ports.settings.tenant) } as const;
  await recordDeed(ports, { noun: 'freeze', id: 'alarms', actor, act: 'ended', cause: window.reason, with: [gone] });
  return window;
}
