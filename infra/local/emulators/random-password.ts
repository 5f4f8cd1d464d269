// GetRandomPassword (AWS Secrets Manager API Reference).
import { randomInt } from 'node:crypto';
import * as z from 'zod';

export const RandomPassword = z.object({
  PasswordLength: z.number().int().min(1).max(4096).default(32),
  ExcludeCharacters: z.string().default(''),
  ExcludeNumbers: z.boolean().default(false),
  ExcludePunctuation: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  ExcludeLowercase: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
  RequireEachIncludedType: z.boolean().default(true),
});

/** A password of the wanted kinds of characters, at least one of each where that was asked for. */
export function randomPassword(wanted: z.infer<typeof RandomPassword>): string {
  const kinds = [
    wanted.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    wanted.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    wanted.ExcludeNumbers ? '' : '0123456789',
    wanted.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    wanted.IncludeSpace ? ' ' : '',
  ].map((kind) => [...kind].filter((one) => !wanted.ExcludeCharacters.includes(one)));
  const all = kinds.flat();
  const required = wanted.RequireEachIncludedType ? kinds.filter((kind) => kind.length > 0).map(pick) : [];
  const rest = Array.from({ length: Math.max(0, wanted.PasswordLength - required.length) }, () => pick(all));
  return shuffled([...required, ...rest])
    .slice(0, wanted.PasswordLength)
    .join('');
}

function pick(from: readonly string[]): string {
  return from[randomInt(from.length)] as string;
}

function shuffled(letters: readonly string[]): readonly string[] {
  return letters.reduce<readonly string[]>(
    (mixed, letter) => mixed.toSpliced(randomInt(mixed.length + 1), 0, letter),
    [],
  );
}
