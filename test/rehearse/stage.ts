// The place of a rehearsal, made and cleared away.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aPlace, forgetPlace, startLaptop } from '../e2e/laptop.ts';
import type { Field } from './field.ts';

export async function aField(): Promise<Field> {
  const place = aPlace();
  const safe = mkdtempSync(join(tmpdir(), 'frontdesk-safe-'));
  return { place, safe, laptop: await startLaptop(place), since: [] };
}

export async function clear({ place, safe, laptop }: Field): Promise<void> {
  await laptop.kill();
  await forgetPlace(place.data);
  rmSync(safe, { recursive: true, force: true });
}
